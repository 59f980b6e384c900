/**
 * @file `npm run check:tools`: runs exported from the page as one zip, unpacked and trained again by the tools that they are
 * written for. Not part of `npm test`, since it needs Python and downloads PyTorch.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Conversation, encodeConversation } from '../src/data/index.ts';
import type { ToolId } from '../src/exports/gaps.ts';
import { TOOL_FILES } from '../src/exports/tools.ts';
import { createTokenizer } from '../src/model/tokenizer.ts';
import { launchBrowser, NO_GPU_FLAGS } from './lib/browser.ts';
import { ROOT, writeFile } from './lib/models.ts';
import { servePage } from './lib/server.ts';
import { TOOL_CASES } from './tools/cases.ts';
import { CACHE, environment, need } from './tools/environments.ts';
import { unpackedFromPage } from './tools/from-page.ts';
import { exportLarge, LARGE } from './tools/large.ts';

const HELP = `npm run check:tools [-- --only CASE,… --tools TOOL,…]

Needs a built page (npm run build), python3 (3.11 or 3.12) with venv and, the first time, network and 20 GB for PyTorch,
TRL, LLaMA-Factory, axolotl and MLX-LM.

Trains 20 steps of each case in the page, takes the zip that it exports, trains it again with every tool on the CPU, and
compares the loss of every step: 1 % at most. Unsloth does not start without a GPU: its config reader alone reads its
file. Opens each adapter in PEFT 0.18, 0.19 and 0.21, and times the
export of 10,000 examples (2 s at most, no long task). Exits with 1 if one differs. Environments and unpacked runs are kept in .cache/tools.

  --only CASE,…    these cases: ${TOOL_CASES.map(({ id }) => id).join(', ')}
  --tools TOOL,…   these tools: trl, trlSft, llamafactory, axolotl, mlx, unsloth, peft, large
  --help           this text`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    tools: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
const TOLERANCE = 0.01;
/** Most that the page may take to pack 10,000 examples. */
const MOST_MILLISECONDS = 2000;

/** The loss of every step that a trainer logged. */
function logged(path: string): number[] {
  const found = JSON.parse(readFileSync(path, 'utf8')) as
    | { loss: number }[]
    | { log_history: { loss?: number }[] };
  const list = Array.isArray(found) ? found : found.log_history;
  return list.map(({ loss }) => loss).filter((loss) => loss !== undefined);
}

/** Versions of PEFT in which a trained adapter must open, by the environment that has them. */
const PEFT = { llamafactory: '0.18', axolotl: '0.19', trl: '0.21' } as const;

/** What the page reads some conversations of the run as, for `open_adapter.py`. */
function writeTokens(folder: string): void {
  const tokenizer = createTokenizer(JSON.parse(readFileSync(join(folder, 'base/tokenizer.json'), 'utf8')));
  const rows = readFileSync(join(folder, 'data/train.jsonl'), 'utf8').trim().split('\n').slice(0, 40);
  const read = rows.map((row) => {
    const { messages } = JSON.parse(row) as { messages: Conversation['turns'] };
    const { tokens, weights } = encodeConversation(tokenizer, { turns: messages }, { mask: 'assistant' });
    // weights[i] is of the token behind i.
    return { messages, tokens, answers: [0, ...weights.slice(0, -1)] };
  });
  writeFile(join(folder, 'tokens.json'), JSON.stringify(read));
}

/** Opens the trained adapter in every version of PEFT. @returns how many failed */
async function openAdapters(id: string, folder: string, row: (...cells: (string | number)[]) => void) {
  writeTokens(folder);
  const losses: number[] = [];
  let failed = 0;
  for (const [name, version] of Object.entries(PEFT)) {
    const python = join(await environment(name), 'python');
    const said = await need(python, [join(ROOT, 'scripts/tools/open_adapter.py'), folder]).catch(
      (error: Error) => error,
    );
    const found =
      said instanceof Error
        ? null
        : (JSON.parse(said.trim().split('\n').at(-1)!) as { peft: string; loss: number });
    if (said instanceof Error) console.error(said.message);
    if (found) losses.push(found.loss);
    const opened = found?.peft.startsWith(version) && Math.abs(found.loss - losses[0]!) < 1e-5;
    if (!opened) failed++;
    row(
      id,
      `PEFT ${found?.peft ?? version}`,
      '',
      `loss ${found?.loss.toFixed(6)}`,
      opened ? 'opened' : 'FAILED',
    );
  }
  return failed;
}

/** How each tool is started in an unpacked folder, and where it leaves its losses. */
const TRAINERS: Readonly<Record<Exclude<ToolId, 'unsloth'>, (folder: string) => Promise<number[]>>> = {
  async trl(folder) {
    await need(join(await environment('trl'), 'python'), ['trl/train.py'], folder);
    return logged(join(folder, 'output/trl/losses.json'));
  },
  async trlSft(folder) {
    const bin = await environment('trl');
    await need(
      join(bin, 'trl'),
      ['sft', '--config', 'trl/sft.yaml', '--save_strategy', 'steps', '--save_steps', '20'],
      folder,
    );
    return logged(join(folder, 'output/trl-sft/checkpoint-20/trainer_state.json'));
  },
  async llamafactory(folder) {
    const bin = await environment('llamafactory');
    await need(join(bin, 'llamafactory-cli'), ['train', 'llamafactory/train.yaml'], folder);
    return logged(join(folder, 'output/llamafactory/trainer_state.json'));
  },
  async axolotl(folder) {
    const bin = await environment('axolotl');
    await need(
      join(bin, 'axolotl'),
      [
        'train',
        'axolotl/train.yaml',
        '--launcher',
        'python',
        '--save-strategy',
        'steps',
        '--save-steps',
        '20',
      ],
      folder,
    );
    return logged(join(folder, 'output/axolotl/checkpoint-20/trainer_state.json'));
  },
  async mlx(folder) {
    await need(join(await environment('mlx'), 'python'), ['mlx/train.py'], folder);
    return logged(join(folder, 'output/mlx/losses.json'));
  },
};

const isTool = (tool: ToolId): tool is keyof typeof TRAINERS => tool in TRAINERS;

async function check(): Promise<number> {
  const only = options.only?.split(',');
  const chosen = options.tools?.split(',');
  const cases = TOOL_CASES.filter(({ id }) => only?.includes(id) ?? true);
  const server = await servePage({ port: 0 });
  const browser = await launchBrowser(['--headless=new', ...NO_GPU_FLAGS]);
  let failed = 0;
  const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
  try {
    row('run', 'tool', 'steps', 'largest difference of a loss', 'verdict');
    row('---', '---', '---', '---', '---');
    if (chosen?.includes('large') ?? only === undefined) {
      const { milliseconds, longestTask } = await exportLarge(browser, server.url);
      const quick = milliseconds <= MOST_MILLISECONDS && longestTask === 0;
      if (!quick) failed++;
      const said = `${Math.round(milliseconds)} ms, longest task ${Math.round(longestTask)} ms`;
      row(`${LARGE} examples`, 'page', '', said, quick ? 'quick' : 'SLOW');
    }
    for (const { id, spec, tools } of cases) {
      const folder = join(CACHE, 'runs', id);
      const ours = await unpackedFromPage(browser, server.url, spec, folder);
      for (const tool of tools.filter((one) => chosen?.includes(one) ?? true)) {
        if (!isTool(tool)) continue;
        const theirs = await TRAINERS[tool](folder).catch((error: Error) => error);
        if (theirs instanceof Error) console.error(theirs.message);
        const apart =
          theirs instanceof Error || theirs.length !== ours.length || ours.length !== spec.steps
            ? Number.POSITIVE_INFINITY
            : Math.max(...ours.map((loss, i) => Math.abs(loss - theirs[i]!) / loss));
        const same = apart <= TOLERANCE;
        if (!same) failed++;
        row(
          id,
          TOOL_FILES[tool].name,
          ours.length,
          `${(100 * apart).toFixed(3)} %`,
          same ? 'same' : 'DIFFERENT',
        );
      }
      if ((chosen?.includes('peft') ?? true) && existsSync(join(folder, 'trained/adapter_config.json')))
        failed += await openAdapters(id, folder, row);
      if ((chosen?.includes('unsloth') ?? true) && ['lora', 'full-cosine'].includes(id)) {
        const bin = await environment('unsloth', { alone: true });
        const reader = join(ROOT, 'scripts/tools/read_unsloth.py');
        const read = await need(join(bin, 'python'), [reader, 'unsloth/train.yaml'], folder)
          .then(() => need(join(bin, 'python'), [reader, 'real/unsloth/train.yaml'], folder))
          .then(() => true)
          .catch((error: Error) => console.error(error.message));
        if (!read) failed++;
        row(id, TOOL_FILES.unsloth.name, 0, 'config reader alone', read ? 'read' : 'REFUSED');
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  console.log(failed > 0 ? `\n${failed} failed` : '\nall the same');
  return failed > 0 ? 1 : 0;
}

if (options.help) console.log(HELP);
else
  process.exitCode = await check().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
