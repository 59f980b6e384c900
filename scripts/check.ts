/** @file `npm run check`: types and style, the two checks that need no test. */
import { parseArgs } from 'node:util';
import { checkStyle, checkTypes, runNode, toolPath } from './lib/tools.ts';

const HELP = `npm run check [-- --fix]

Checks types (TypeScript) and style (Biome).

  --fix     format, sort imports and apply safe fixes first
  --help    this text`;

const { values } = parseArgs({
  options: { fix: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) console.log(HELP);
else {
  if (values.fix) await runNode(toolPath('@biomejs/biome', 'biome'), ['check', '--write']);
  const codes = [(await checkTypes()).code, (await checkStyle()).code];
  process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
}
