/**
 * @file `npm run check:tools`: runs exported from the page as one zip, unpacked and trained again by the tools that they are
 * written for. Not part of `npm test`, since it needs Python and downloads PyTorch.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright';
import { TOOL_NAMES, TOOLS, type ToolId } from '../src/exports/gaps.ts';
import { REAL_MODELS } from '../src/exports/real.ts';
import { launchBrowser, NO_GPU_FLAGS } from './lib/browser.ts';
import { ROOT } from './lib/models.ts';
import { servePage } from './lib/server.ts';
import { hasAdapter, LOGIT_TOLERANCE, openAdapters, PEFT, writeOurs } from './tools/adapters.ts';
import { TOOL_CASES, type ToolCase } from './tools/cases.ts';
import { CACHE, environment, need, resultsOf } from './tools/environments.ts';
import { curveOf, unpackFromPage } from './tools/from-page.ts';
import { exportLarge, LARGE, type LargeExport } from './tools/large.ts';
import { TRAINERS, trainAgain } from './tools/trainers.ts';

const PARTS = ['train', 'template', 'peft', 'settings', 'real', 'large'] as const;
type Part = (typeof PARTS)[number];

const HELP = `npm run check:tools [-- --only CASE,… --tools TOOL,… --parts PART,… --fresh --reuse]

Needs a built page (npm run build), python3 (3.11 or 3.12) with venv and, the first time, network and 20 GB for PyTorch,
TRL, LLaMA-Factory, axolotl and MLX-LM.

Trains 20 steps of each case in the page and takes the zip that it exports. Then, without the page:

  template   Transformers and TRL, and LLaMA-Factory, read conversations and answers with the template as the page does
  settings   every tool's own reader takes the settings, and none that matters is left to a default
  real       the script for a real model, on a tiny random one in place of the one from the hub, in TRL on the CPU
  train      every tool trains the run again on the CPU: the loss of each step is within 1 % of the page's
  peft       the trained adapters open in PEFT 0.18, 0.19 and 0.21 and give the page's logits
  large      the export of 10,000 examples takes the page 2 s at most, without a long task: the best of five where the
             machine is loaded

Unsloth does not start without a GPU: its config reader alone reads its file. Exits with 1 if one differs. Environments,
unpacked runs and losses are stored in .cache/tools: what was interrupted continues where it was, since a tool trains again only
when something that it reads has changed.

  --only CASE,…    these cases: ${TOOL_CASES.map(({ id }) => id).join(', ')}
  --tools TOOL,…   these tools: ${TOOLS.join(', ')}
  --parts PART,…   these parts: ${PARTS.join(', ')}
  --fresh          train again what is known
  --reuse          the unpacked runs of the last time, in place of new ones from the page
  --help           this text`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    tools: { type: 'string' },
    parts: { type: 'string' },
    fresh: { type: 'boolean' },
    reuse: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});
const TOLERANCE = 0.01;
/** Most that the page may take to pack 10,000 examples. */
const MOST_MILLISECONDS = 2000;
const LARGE_TRIES = 5;

let failed = 0;

function row(cells: readonly (string | number)[], isGood: boolean): void {
  if (!isGood) failed++;
  console.log(`| ${cells.join(' | ')} | ${isGood ? 'yes' : 'NO'} |`);
}

function head(...cells: string[]): void {
  console.log(`\n| ${cells.join(' | ')} | |\n|${' --- |'.repeat(cells.length + 1)}`);
}

const folderOf = ({ id }: ToolCase): string => join(CACHE, 'runs', id);
const chosenTools = options.tools?.split(',');
const isChosen = (tool: ToolId): boolean => chosenTools?.includes(tool) ?? true;
const percent = (share: number): string => `${(100 * share).toFixed(3)} %`;

/** Prints an error beside the table. */
function report(error: unknown): null {
  console.error(error instanceof Error ? error.message : error);
  return null;
}

/** Measured again where it takes too long, since other programs on the machine only add to the time. */
async function exportLargeRun(browser: Browser, url: string): Promise<void> {
  head('run', 'from the press to the download', 'longest task');
  const measured: LargeExport[] = [];
  const isFast = ({ milliseconds, longestTask }: LargeExport) =>
    milliseconds <= MOST_MILLISECONDS && longestTask === 0;
  while (!measured.some(isFast) && measured.length < LARGE_TRIES)
    measured.push(await exportLarge(browser, url));
  const list = (key: keyof LargeExport) => `${measured.map((one) => Math.round(one[key])).join(', ')} ms`;
  row([`${LARGE} examples`, list('milliseconds'), list('longestTask')], measured.some(isFast));
}

async function exportAll(cases: readonly ToolCase[], parts: readonly Part[]): Promise<void> {
  const server = await servePage({ port: 0 });
  const browser = await launchBrowser(['--headless=new', ...NO_GPU_FLAGS]);
  try {
    if (parts.includes('large')) await exportLargeRun(browser, server.url);
    if (options.reuse) return;
    for (const [i, one] of cases.entries()) {
      const unpacked = () => unpackFromPage(browser, server.url, one.spec, folderOf(one));
      const zip = await unpacked();
      if (i === 0) {
        head('the same run, twice', 'zip');
        row([one.id, `${zip.length} bytes`], Buffer.from(zip).equals(await unpacked()));
      }
      await writeOurs(one.spec, folderOf(one));
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

async function trainAll(cases: readonly ToolCase[]): Promise<void> {
  head('tool', 'run', 'steps', 'largest difference of a loss');
  for (const tool of TRAINERS.filter(isChosen)) {
    const asked = new Map(
      cases
        .filter(({ tools, firstStep = [] }) => [...tools, ...firstStep].includes(tool))
        .map((one) => [folderOf(one), one]),
    );
    const missing = new Set(asked.keys());
    const judge = (folder: string, theirs: number[] | string): void => {
      const { id, spec, tools } = asked.get(folder)!;
      missing.delete(folder);
      if (typeof theirs === 'string') console.error(theirs);
      const ours = curveOf(folder);
      const isWhole = theirs.length === ours.length && ours.length === spec.steps;
      const apart = isWhole ? ours.map((loss, i) => Math.abs(loss - Number(theirs[i])) / loss) : [Number.NaN];
      const isOwnStart = !tools.includes(tool);
      const judged = isOwnStart ? apart[0]! : Math.max(...apart);
      const result = isOwnStart
        ? `${percent(judged)} at the first step, ${percent(Math.max(...apart))} after (a start of its own)`
        : percent(judged);
      row([TOOL_NAMES[tool], id, ours.length, result], judged <= TOLERANCE);
    };
    await trainAgain(tool, [...asked.keys()], judge, { fresh: options.fresh ?? false }).catch(report);
    for (const folder of missing) row([TOOL_NAMES[tool], asked.get(folder)!.id, 0, 'nothing'], false);
  }
}

async function openAll(cases: readonly ToolCase[]): Promise<void> {
  const folders = cases.map(folderOf).filter(hasAdapter);
  if (folders.length === 0) return;
  head('adapter', 'PEFT', 'largest difference of a logit');
  for (const [name, version] of Object.entries(PEFT) as [keyof typeof PEFT, string][]) {
    const opened = (await openAdapters(name, folders).catch(report)) ?? [];
    for (const { id, peft, apart, error } of opened)
      row(
        [id, peft, error ?? apart!.toExponential(1)],
        peft.startsWith(version) && apart !== undefined && apart <= LOGIT_TOLERANCE,
      );
    if (opened.length < folders.length)
      row([`${folders.length - opened.length} others`, version, 'nothing'], false);
  }
}

/** What each program that reads the conversations of unpacked runs stands for, by its environment. */
const TEMPLATE_READERS = {
  trl: ['read_template.py', 'Transformers, TRL'],
  llamafactory: ['read_template_llamafactory.py', 'LLaMA-Factory'],
} as const;

async function readTemplates(cases: readonly ToolCase[]): Promise<void> {
  head('chat template', 'read');
  for (const [name, [script, reader]] of Object.entries(TEMPLATE_READERS))
    await readAll(cases, reader, script, environment(name));
}

/** A row for what a program, which prints a line for each folder that it has read, makes of the unpacked runs. */
async function readAll(
  cases: readonly ToolCase[],
  reader: string,
  script: string,
  bin: Promise<string>,
): Promise<void> {
  const args = [join(ROOT, 'scripts/tools', script), ...cases.map(folderOf)];
  const printed = new Set<string>();
  // "lora" or "lora: 40 conversations".
  const onLine = (line: string) => void printed.add(line.split(':')[0]!);
  const ended = await need(join(await bin, 'python'), args, { onLine }).catch(report);
  const read = cases.filter(({ id }) => printed.has(id));
  row([reader, `${read.length} runs`], ended !== null && read.length === cases.length);
}

/** The environments whose programs read what is written for them, and the tools of each. */
const READERS = {
  trl: 'TRL, accelerate',
  llamafactory: 'LLaMA-Factory',
  axolotl: 'axolotl',
  mlx: 'MLX-LM',
  unsloth: 'Unsloth',
};

async function readSettings(cases: readonly ToolCase[]): Promise<void> {
  head('settings', 'read');
  for (const [name, tools] of Object.entries(READERS))
    await readAll(cases, tools, `read_${name}.py`, environment(name, { alone: name === 'unsloth' }));
}

/** Checks only that the script for a real model runs: its tiny random model learns nothing that could be compared. */
async function runReal(cases: readonly ToolCase[]): Promise<void> {
  const folders = cases.map(folderOf).filter((folder) => existsSync(join(folder, 'real/trl/train.py')));
  if (folders.length === 0) return;
  head('a real model, TRL', 'losses');
  const python = join(await environment('trl'), 'python');
  const args = [join(ROOT, 'scripts/tools/run_real.py'), REAL_MODELS[0], ...folders];
  const results =
    (await resultsOf<{ id: string; losses?: number[]; error?: string }>(python, args).catch(report)) ?? [];
  for (const { id, losses, error } of results)
    row([id, error ?? losses!.map((loss) => loss.toFixed(2)).join(', ')], error === undefined);
  if (results.length < folders.length) row([`${folders.length - results.length} others`, 'nothing'], false);
}

async function check(): Promise<number> {
  const only = options.only?.split(',');
  const parts = (options.parts?.split(',') ?? PARTS) as readonly Part[];
  const cases = TOOL_CASES.filter(({ id }) => only?.includes(id) ?? true);
  await exportAll(cases, parts);
  if (parts.includes('template')) await readTemplates(cases);
  if (parts.includes('settings')) await readSettings(cases);
  if (parts.includes('real')) await runReal(cases);
  if (parts.includes('peft')) await openAll(cases);
  if (parts.includes('train')) await trainAll(cases);
  console.log(failed > 0 ? `\n${failed} failed` : '\nall the same');
  return failed > 0 ? 1 : 0;
}

if (options.help) console.log(HELP);
else
  process.exitCode = await check().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  });
