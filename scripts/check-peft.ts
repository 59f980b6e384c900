/**
 * @file `npm run check:peft`: what the page ships and exports, opened by the libraries that it is written for. Not part of
 * `npm test`, since it needs Python and downloads PyTorch.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './lib/models.ts';
import { startProgress } from './lib/progress.ts';
import { need, preparePython, run } from './lib/python.ts';
import { MADE_BY_PEFT, SHIPPED, TRAINED } from './peft/cases.ts';
import { dump } from './peft/dump.ts';

const HELP = `npm run check:peft

Needs python3 (3.11 or newer) with venv and, the first time, network and 6 GB for PyTorch, Transformers and PEFT.

Opens the shipped bases in Transformers and the shipped adapters in PEFT, trains every method for some steps, exports it
and opens that too, and opens here what PEFT has made. Logits and greedy answers must be ours. Prints a table; exits
with 1 if a case differs, with 2 if something is missing. Everything is stored in .cache/peft.

  --python FILE   use this Python, which has the packages of scripts/peft/requirements.txt, and install nothing
  --help          this text`;

const { values: options } = parseArgs({
  options: { python: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});

const OWN = join(ROOT, 'scripts/peft');
const CACHE = join(ROOT, '.cache/peft');

async function check(): Promise<number> {
  const python = options.python ?? (await preparePython(CACHE, join(OWN, 'requirements.txt')));
  const [made, cases, models] = [join(CACHE, 'made'), join(CACHE, 'cases'), join(ROOT, 'public/models')];
  for (const folder of [made, cases]) rmSync(folder, { recursive: true, force: true });
  await need(python, [join(OWN, 'make.py'), join(models, 'lesson7-zh'), made], {
    input: JSON.stringify(MADE_BY_PEFT),
  });
  const total = 2 + SHIPPED.length + TRAINED.length + MADE_BY_PEFT.length;
  const progress = startProgress({ label: 'our side', total });
  await dump(cases, made, (done, id) => progress.update(done, id));
  progress.finish();
  return run(python, [join(OWN, 'compare.py'), cases, models]);
}

if (options.help) console.log(HELP);
else
  process.exitCode = await check().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
