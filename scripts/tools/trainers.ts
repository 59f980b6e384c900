/** @file How each tool is started in an unpacked run, as a user would, and where it leaves its losses. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { TOOLS, type ToolId } from '../../src/exports/gaps.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { CACHE, environment, need, requirementsOf } from './environments.ts';

export type Trainer = Exclude<ToolId, 'unsloth'>;

/** The loss of every step that a trainer logged. */
function logged(path: string): number[] {
  const found = JSON.parse(readFileSync(path, 'utf8')) as
    | { loss: number }[]
    | { log_history: { loss?: number }[] };
  const list = Array.isArray(found) ? found : found.log_history;
  return list.map(({ loss }) => loss).filter((loss) => loss !== undefined);
}

interface Start {
  /** Environment in `.cache/tools`. */
  environment: string;
  /** In the run's folder, or among the environment's programs. */
  program: string;
  /** As in the README of the zip, with the option that stores Transformers' own log. */
  words: readonly string[];
  losses: string;
  /** Python modules that take long to load. */
  modules: readonly string[];
}

const TRANSFORMERS = [
  'torch',
  'transformers.trainer',
  'transformers.models.llama.modeling_llama',
  'datasets',
];
const STARTS: Readonly<Record<Trainer, Start>> = {
  trl: {
    environment: 'trl',
    program: 'trl/train.py',
    words: [],
    losses: 'output/trl/losses.json',
    modules: [...TRANSFORMERS, 'peft', 'trl.trainer.sft_trainer'],
  },
  llamafactory: {
    environment: 'llamafactory',
    program: 'llamafactory-cli',
    words: ['train', 'llamafactory/train.yaml'],
    losses: 'output/llamafactory/trainer_state.json',
    modules: [...TRANSFORMERS, 'peft', 'llamafactory.train.tuner'],
  },
  axolotl: {
    environment: 'axolotl',
    program: 'axolotl',
    words: 'train axolotl/train.yaml --launcher python --save-strategy steps --save-steps 20'.split(' '),
    losses: 'output/axolotl/checkpoint-20/trainer_state.json',
    modules: [...TRANSFORMERS, 'peft', 'axolotl.cli.train'],
  },
  mlx: {
    environment: 'mlx',
    program: 'mlx/train.py',
    words: [],
    losses: 'output/mlx/losses.json',
    // MLX itself has threads from the beginning, which a fork would lose.
    modules: ['transformers'],
  },
  trlSft: {
    environment: 'trl',
    program: 'trl',
    words: ['sft', '--config', 'trl/sft.yaml', '--save_strategy', 'steps', '--save_steps', '20'],
    losses: 'output/trl-sft/checkpoint-20/trainer_state.json',
    modules: [],
  },
};
export const TRAINERS = Object.keys(STARTS) as readonly Trainer[];

export const isTrainer = (tool: ToolId): tool is Trainer => tool in STARTS;

/** Folders in an unpacked run that belong to one tool each. */
const PLACES: readonly string[] = TOOLS.map((tool) => placeOf(tool));
function placeOf(tool: ToolId): string {
  return tool === 'trlSft' ? 'trl' : tool;
}

/** Changes with every byte that the tool may read of the run, and with the tool's pinned versions. */
function keyOf(tool: Trainer, folder: string): string {
  const { program, words } = STARTS[tool];
  const hash = createHash('sha256').update([program, ...words].join(' '));
  hash.update(requirementsOf(STARTS[tool].environment));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const [place = ''] = path.split(sep);
    const isOthers = PLACES.includes(place) && place !== placeOf(tool);
    const isUnread = ['README.md', 'real', 'output', 'trained', 'opened'].includes(place);
    if (isOthers || isUnread || !/\.\w+$/.test(path)) continue;
    hash.update(path).update(readFileSync(join(folder, path)));
  }
  return hash.digest('hex').slice(0, 32);
}

/**
 * Trains runs again with a tool. Known losses are reported where nothing that the tool reads has changed since.
 * @param onLosses called for every folder: with its losses, or with the tool's output in place of them
 */
export async function trainAgain(
  tool: Trainer,
  folders: readonly string[],
  onLosses: (folder: string, losses: number[] | string) => void,
  { fresh = false } = {},
): Promise<void> {
  const { environment: name, program, words, losses, modules } = STARTS[tool];
  const places = new Map(
    folders.map((folder) => [folder, join(CACHE, 'results', `${tool}-${keyOf(tool, folder)}.json`)]),
  );
  const isKnown = (folder: string) => !fresh && existsSync(places.get(folder)!);
  for (const folder of folders.filter(isKnown))
    onLosses(folder, JSON.parse(readFileSync(places.get(folder)!, 'utf8')) as number[]);
  const others = folders.filter((folder) => !isKnown(folder));
  if (others.length === 0) return;
  // LLaMA-Factory refuses to overwrite its earlier output.
  const output = losses.split('/').slice(0, 2).join('/');
  for (const folder of others) rmSync(join(folder, output), { recursive: true, force: true });
  const bin = await environment(name);
  const script = join(ROOT, 'scripts/tools/start_each.py');
  const start = program.includes('/') ? program : join(bin, program);
  const args = [script, modules.join(','), start, ...words, '--', ...others];
  await need(join(bin, 'python'), args, {
    onLine: (line) => {
      if (!line.startsWith('{"number"')) return;
      const { number, code, output } = JSON.parse(line) as { number: number; code: number; output?: string };
      const folder = others[number]!;
      if (code !== 0) {
        onLosses(folder, output ?? `ended with ${code}`);
        return;
      }
      const found = logged(join(folder, losses));
      writeFile(places.get(folder)!, JSON.stringify(found));
      onLosses(folder, found);
    },
  });
}
