/**
 * @file `npm run check:tools`: runs exported as one zip, unpacked and trained again by the tools that they are written for.
 * Not part of `npm test`, since it needs Python and downloads PyTorch.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { openNodeCpu } from '../src/engine/cpu/node.ts';
import { runFiles } from '../src/exports/run-files.ts';
import { zipped } from '../src/exports/zip.ts';
import { DEFAULT_LORA, DEFAULT_LORA_RATE, makeSpec, modelFor } from '../src/recipes/defaults.ts';
import { openBase } from '../src/train/base.ts';
import type { StepPoint } from '../src/train/protocol.ts';
import { Run } from '../src/train/run.ts';
import { rateFactor } from '../src/train/schedule.ts';
import type { RunSpec } from '../src/train/spec.ts';
import { ROOT, writeFile } from './lib/models.ts';
import { filesOf } from './record/files.ts';

const HELP = `npm run check:tools

Needs python3 (3.11 or 3.12) with venv and, the first time, network and 12 GB for PyTorch, TRL and LLaMA-Factory.

Trains 20 steps of each case here, exports the run as the page does, unpacks the zip, trains it again with TRL and with
LLaMA-Factory on the CPU, and compares the loss of every step: 1 % at most. Exits with 1 if one differs. Environments and
unpacked runs are kept in .cache/tools.

  --help   this text`;

const { values: options } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
const CACHE = join(ROOT, '.cache/tools');
const STEPS = 20;
const TOLERANCE = 0.01;

const CASES: Record<string, RunSpec> = {
  lora: makeSpec({ method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE, steps: STEPS }),
  'full-cosine': makeSpec({ steps: STEPS, schedule: { name: 'cosine', warmupSteps: 5 } }),
  'lora-en-linear': makeSpec({
    model: 'lesson7-en',
    method: { ...DEFAULT_LORA, targets: ['q', 'v', 'up', 'down'], dora: true },
    learningRate: DEFAULT_LORA_RATE,
    steps: STEPS,
    schedule: { name: 'linear', warmupSteps: 0 },
    data: { maskPrompt: false },
  }),
};

/** Settles when the program has ended well. */
function need(command: string, args: readonly string[], cwd = ROOT): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', HF_HUB_OFFLINE: '1', TQDM_DISABLE: '1' },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    );
  });
}

/** The folder of programs of an environment with the packages of `scripts/tools/<name>.txt`. */
async function environment(name: string): Promise<string> {
  const place = join(CACHE, name);
  const requirements = join(ROOT, 'scripts/tools', `${name}.txt`);
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = join(place, 'installed');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== key) {
    rmSync(place, { recursive: true, force: true });
    await need('python3', ['-m', 'venv', place]);
    await need(join(place, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
    writeFile(mark, key);
  }
  return join(place, 'bin');
}

async function exported(name: string, spec: RunSpec): Promise<{ folder: string; ours: number[] }> {
  const language = spec.model === modelFor('zh') ? 'zh' : 'en';
  const files = filesOf(language);
  const engine = openNodeCpu();
  const run = await Run.create(engine, openBase(engine, spec.model, files), spec);
  const steps: StepPoint[] = (await run.advance(spec.steps)).map((metrics) => ({
    ...metrics,
    learningRate: spec.optimizer.learningRate * rateFactor(spec.schedule, metrics.step, spec.steps),
  }));
  const trained = await run.exportFiles();
  run.dispose();
  engine.dispose();
  const zip = await zipped(await runFiles({ spec, steps, evaluations: [], trained }, files, language));
  const folder = join(CACHE, 'runs', name);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, bytes] of Object.entries(unzipSync(zip))) writeFile(join(folder, file), bytes);
  return { folder, ours: steps.map(({ loss }) => loss) };
}

/** The loss of every step that a trainer logged. */
function logged(path: string): number[] {
  const found = JSON.parse(readFileSync(path, 'utf8')) as
    | { loss: number }[]
    | { log_history: { loss?: number }[] };
  const list = Array.isArray(found) ? found : found.log_history;
  return list.map(({ loss }) => loss).filter((loss) => loss !== undefined);
}

async function check(): Promise<number> {
  const trl = await environment('trl');
  const llamaFactory = await environment('llamafactory');
  let failed = 0;
  console.log('| run | tool | steps | largest difference of a loss | verdict |\n|---|---|---|---|---|');
  for (const [name, spec] of Object.entries(CASES)) {
    const { folder, ours } = await exported(name, spec);
    const tools = {
      TRL: async () => {
        await need(join(trl, 'python'), ['trl/train.py'], folder);
        return logged(join(folder, 'output/trl/losses.json'));
      },
      'LLaMA-Factory': async () => {
        await need(join(llamaFactory, 'llamafactory-cli'), ['train', 'llamafactory/train.yaml'], folder);
        return logged(join(folder, 'output/llamafactory/trainer_state.json'));
      },
    };
    for (const [tool, train] of Object.entries(tools)) {
      const theirs = await train().catch((error: Error) => error);
      const apart =
        theirs instanceof Error || theirs.length !== ours.length
          ? Number.POSITIVE_INFINITY
          : Math.max(...ours.map((loss, i) => Math.abs(loss - theirs[i]!) / loss));
      const same = apart <= TOLERANCE;
      if (!same) failed++;
      if (theirs instanceof Error) console.error(theirs.message);
      console.log(
        `| ${name} | ${tool} | ${ours.length} | ${(100 * apart).toFixed(3)} % | ${same ? 'same' : 'DIFFERENT'} |`,
      );
    }
  }
  return failed > 0 ? 1 : 0;
}

if (options.help) console.log(HELP);
else
  process.exitCode = await check().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
