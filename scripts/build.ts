/** @file `npm run build`: the installable page in `dist/` and the one-file edition `dist/lesson7.html`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, runNode, toolPath } from './lib/tools.ts';

const HELP = `npm run build [-- options]

Builds the lesson into dist/: the installable page (any static host, any sub-path) and dist/lesson7.html, the whole
lesson in one file for a USB stick.

  --page-only     leave the one-file edition out
  --strip-notes   without the speaker notes, for a public build
  --help          this text`;

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
  if (!values['page-only']) {
    const { size } = statSync(join(ROOT, 'dist/lesson7.html'));
    console.log(`dist/lesson7.html: ${(size / 1e6).toFixed(1)} MB`);
  }
  return 0;
}

process.exitCode = await main();
