/**
 * @file `npm run check:data`: the readers of data files, each with ten thousand damaged files. `npm test` does the same
 * with fewer.
 */
import { parseArgs } from 'node:util';
import { runNode, toolPath } from './lib/tools.ts';

const HELP = `npm run check:data

Writes random data sets in every format, damages 10,000 files of each, and reads them: each must end in a data set or in one
error with its place, within two seconds of processor time. Takes some minutes.

  --help   this text`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(HELP);
else {
  const tests = ['run', '--project', 'unit', 'src/data/formats', 'tests/data/reading.test.ts'];
  const { code } = await runNode(toolPath('vitest', 'vitest'), tests, { env: { DAMAGED_FILES: '10000' } });
  process.exitCode = code;
}
