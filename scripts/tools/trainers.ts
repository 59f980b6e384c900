/** @file How each tool is started in an unpacked run, as a user would, and where it leaves its losses. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { TOOLS, type ToolId } from '../../src/exports/gaps.ts';
import { writeFile } from '../lib/models.ts';
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
  program: string;
  /** As the README in the zip has it, but that Transformers' own log is to be kept. */
  words: readonly string[];
  losses: string;
}

const STARTS: Readonly<Record<Trainer, Start>> = {
  trl: {
    environment: 'trl',
    program: 'python',
    words: ['trl/train.py'],
    losses: 'output/trl/losses.json',
  },
  trlSft: {
    environment: 'trl',
    program: 'trl',
    words: ['sft', '--config', 'trl/sft.yaml', '--save_strategy', 'steps', '--save_steps', '20'],
    losses: 'output/trl-sft/checkpoint-20/trainer_state.json',
  },
  llamafactory: {
    environment: 'llamafactory',
    program: 'llamafactory-cli',
    words: ['train', 'llamafactory/train.yaml'],
    losses: 'output/llamafactory/trainer_state.json',
  },
  axolotl: {
    environment: 'axolotl',
    program: 'axolotl',
    words: 'train axolotl/train.yaml --launcher python --save-strategy steps --save-steps 20'.split(' '),
    losses: 'output/axolotl/checkpoint-20/trainer_state.json',
  },
  mlx: {
    environment: 'mlx',
    program: 'python',
    words: ['mlx/train.py'],
    losses: 'output/mlx/losses.json',
  },
};

export const isTrainer = (tool: ToolId): tool is Trainer => tool in STARTS;

/** Folders in an unpacked run that belong to one tool each. */
const PLACES: readonly string[] = TOOLS.map((tool) => placeOf(tool));
function placeOf(tool: ToolId): string {
  return tool === 'trlSft' ? 'trl' : tool;
}

/** Changes with every byte that the tool may read of the run, and with the tool's pinned versions. */
function keyOf(tool: Trainer, folder: string): string {
  const hash = createHash('sha256').update(JSON.stringify(STARTS[tool]));
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
 * The losses of a run that the tool has trained again.
 * @param remembers true takes those of the last time where nothing that the tool reads has changed since
 */
export async function trainedAgain(tool: Trainer, folder: string, remembers: boolean): Promise<number[]> {
  const known = join(CACHE, 'results', `${tool}-${keyOf(tool, folder)}.json`);
  if (remembers && existsSync(known)) return JSON.parse(readFileSync(known, 'utf8')) as number[];
  const { environment: name, program, words, losses } = STARTS[tool];
  await need(join(await environment(name), program), words, folder);
  const found = logged(join(folder, losses));
  writeFile(known, JSON.stringify(found));
  return found;
}
