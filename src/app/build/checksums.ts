/** @file Sizes and sums of the weights that ship, put into the page by the build: downloads are compared with them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../../model/checksum.ts';
import type { Checksums } from '../../train/download.ts';

/** Every file of models and adapters that the page reads, by its path below the public folder. */
export function checksumsOf(publicFolder: string): Checksums {
  const paths = ['models', 'adapters'].flatMap((folder) =>
    readdirSync(join(publicFolder, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.(json|safetensors)$/.test(path))
      .sort(),
  );
  return Object.fromEntries(
    paths.map((path) => {
      const bytes = readFileSync(join(publicFolder, path));
      return [path, [bytes.byteLength, crc32(bytes)]];
    }),
  );
}
