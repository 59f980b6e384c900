/**
 * @file `npm run check:costs`: counts and file sizes of `src/costs` beside those of Transformers and PEFT themselves,
 * whose models live on the meta device. Not part of `npm test`, since it needs Python and downloads PyTorch.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ARCHITECTURES,
  adapterFileBytes,
  CostError,
  METHODS,
  parameterReport,
  totalParameters,
} from '../src/costs/index.ts';
import { allCases, type CostCase } from './costs/cases.ts';
import { ROOT, writeFile } from './lib/models.ts';
import { startProgress } from './lib/progress.ts';
import { keyOfPackages, need, preparePython } from './lib/python.ts';

const HELP = `npm run check:costs

Needs python3 (3.11 or newer) with venv and, the first time, network and 6 GB for PyTorch, Transformers and PEFT.

Asks Transformers and PEFT for totals, trainable parameters, "all params" and bytes of the adapter file: every model of
the gallery, every method on every architecture, the options that change a count, and each field of each config class
with another value. Ours must be the same. Prints what differs; exits with 1 if something does, with 2 if something is
missing. Answers are cached in .cache/costs, so that a run that was stopped goes on where it was.

  --only TEXT     only the cases whose name holds this text
  --again         ask again instead of using cached answers
  --fields        write src/costs/oracle/config-fields.json anew and stop
  --python FILE   use this Python, which has the packages of scripts/peft/requirements.txt, and install nothing
  --help          this text`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    again: { type: 'boolean' },
    fields: { type: 'boolean' },
    python: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

/** The packages of `npm run check:peft`, so that both compare with the same versions. */
const REQUIREMENTS = join(ROOT, 'scripts/peft/requirements.txt');
const OWN = join(ROOT, 'scripts/costs');
const CACHE = join(ROOT, '.cache/costs');

interface Answer {
  readonly key: string;
  readonly total?: number;
  readonly trainable?: number;
  readonly all?: number;
  readonly bytes?: number;
  readonly error?: string;
}

type Numbers = Omit<Answer, 'key'>;

/** Our numbers, by the names that the Python script uses. */
function compute({ config, peft }: CostCase): Numbers {
  try {
    if (peft === null) return { total: totalParameters(config) };
    const { base, trainable, all } = parameterReport(config, peft);
    return { total: base, trainable, all, bytes: adapterFileBytes(config, peft) };
  } catch (error) {
    if (error instanceof CostError) return { error: error.message };
    throw error;
  }
}

/** What differs, in words; null where nothing does. */
function difference({ isProbe }: CostCase, ours: Numbers, theirs: Numbers): string | null {
  if (ours.error !== undefined || theirs.error !== undefined) {
    const agree = isProbe || (ours.error !== undefined && theirs.error !== undefined);
    return agree ? null : `ours: ${ours.error ?? 'counted'} / theirs: ${theirs.error ?? 'counted'}`;
  }
  const parts = (['total', 'trainable', 'all', 'bytes'] as const).filter(
    (name) => ours[name] !== theirs[name],
  );
  if (parts.length === 0) return null;
  return parts.map((name) => `${name} ${ours[name]}, not ${theirs[name]}`).join('; ');
}

function keyOf({ config, peft }: CostCase): string {
  return createHash('sha256')
    .update(JSON.stringify([config, peft]))
    .digest('hex')
    .slice(0, 24);
}

function readAnswers(file: string): Map<string, Answer> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Answer).map((answer) => [answer.key, answer]));
}

const OWN_METHODS = ['FULL', 'HEAD', 'BITFIT', 'LAYERS', 'HOULSBY', 'PFEIFFER'];

async function writeFields(python: string): Promise<number> {
  const peft = Object.keys(METHODS).filter((type) => !OWN_METHODS.includes(type));
  const aliases = [
    'RefinedWeb',
    'RefinedWebModel',
    'gemma3',
    'chatglm',
    'minicpm',
    'kimi_k2',
    'internlm',
    'internlm2',
  ];
  const asked = Object.keys(ARCHITECTURES).filter((type) => !aliases.includes(type));
  let text = '';
  await need(python, [join(OWN, 'list_fields.py')], {
    input: JSON.stringify({ peft, models: asked }),
    collect: (part) => {
      text += part;
    },
  });
  writeFile(join(ROOT, 'src/costs/oracle/config-fields.json'), `${text.trim()}\n`);
  return 0;
}

async function check(): Promise<number> {
  const python = options.python ?? (await preparePython(CACHE, REQUIREMENTS));
  if (options.fields) return writeFields(python);
  const file = join(CACHE, `answers-${keyOfPackages(REQUIREMENTS).slice(0, 12)}.jsonl`);
  mkdirSync(CACHE, { recursive: true });
  if (options.again && existsSync(file)) rmSync(file);
  const cases = allCases().filter(({ id }) => id.includes(options.only ?? ''));
  const asked = cases.map((one) => ({ key: keyOf(one), id: one.id, config: one.config, peft: one.peft }));
  await need(python, [join(OWN, 'ask.py'), file], { input: JSON.stringify(asked) });
  const answers = readAnswers(file);

  const progress = startProgress({ label: 'our side', total: cases.length });
  const wrong: string[] = [];
  let refused = 0;
  cases.forEach((one, done) => {
    progress.update(done, one.id);
    const theirs = answers.get(keyOf(one));
    if (!theirs) throw new Error(`no answer for ${one.id}`);
    const found = difference(one, compute(one), theirs);
    if (theirs.error !== undefined) refused += 1;
    if (found !== null) wrong.push(`${one.id}\n    ${found}`);
  });
  progress.finish();
  for (const line of wrong) console.log(line);
  const pairs = cases.filter(({ peft }) => peft !== null).length;
  const probes = cases.filter(({ isProbe }) => isProbe).length;
  console.log(
    `${cases.length} cases (${pairs} pairs of config and adapter, ${probes} fields with another value): ${cases.length - wrong.length} agree, ${wrong.length} differ; ${refused} are refused by Transformers or PEFT.`,
  );
  return wrong.length > 0 ? 1 : 0;
}

if (options.help) console.log(HELP);
else
  process.exitCode = await check().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
