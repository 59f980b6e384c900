/** @file `npm run build`: the installable page in `dist/` and the one-file edition `dist/lesson7.html`. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ROOT, runNode, toolPath } from './lib/tools.ts';

const HELP = `npm run build [-- options]

Builds the lesson into dist/: the installable page (any static host, any sub-path) and dist/lesson7.html, the whole
lesson in one file for a USB stick. Beside each file that shrinks lies a .gz of it, which \`npm start\` and some hosts
send in its place; any other host needs none of them.

  --page-only     leave the one-file edition out
  --strip-notes   without the speaker notes, for a public build
  --help          this text`;

const SHRINKS = /\.(?:css|html|js|json|svg|txt|wasm|webmanifest)$/;
/** Bytes; smaller files gain nothing. */
const WORTH_IT = 1000;

function compress(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!SHRINKS.test(name) || statSync(path).size < WORTH_IT) continue;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'page-only': { type: 'boolean' },
      'strip-notes': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values['strip-notes']) process.env.STRIP_NOTES = '1';
  const vite = toolPath('vite', 'vite');
  const editions = values['page-only'] ? [['build']] : [['build'], ['build', '--mode', 'one-file']];
  for (const [i, args] of editions.entries()) {
    console.log(`Building ${i + 1} of ${editions.length}`);
    const { code } = await runNode(vite, args);
    if (code !== 0) return code;
  }
  compress(join(ROOT, 'dist'));
  if (!values['page-only']) {
    const { size } = statSync(join(ROOT, 'dist/lesson7.html'));
    console.log(`dist/lesson7.html: ${(size / 1e6).toFixed(1)} MB`);
  }
  return 0;
}

process.exitCode = await main();
