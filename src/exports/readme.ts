/** @file The README of an exported run: its contents, the commands, the curve to expect, and what does not carry over. */
import { fill } from '../page/language.ts';
import { runName } from '../wording/differences.ts';
import type { Language } from '../world/types.ts';
import type { FinishedRun } from './finished-run.ts';
import { type Gap, refusal, runGaps, TOOL_NAMES, TOOLS, type ToolId, toolGaps } from './gaps.ts';
import { checkpoints, folderOf, type Plan } from './plan.ts';
import type { Rows } from './rows.ts';
import { type TextKey, texts } from './texts.ts';
import { TOOL_FILES } from './tools.ts';

interface ReadmeParts {
  run: FinishedRun;
  rows: Rows;
  same: Plan;
  real: Plan | null;
  language: Language;
}

/** A text escaped for Markdown, on one line. */
const unmarked = (text: string) => text.replace(/[\\`*_{}[\]<>#|!]/g, '\\$&').replace(/\s+/g, ' ');

type Say = (key: TextKey, values?: Record<string, string | number>) => string;

/** Every process takes a batch of its own. */
function severalGpus(plan: Plan, t: Say): string {
  const folder = folderOf(plan);
  const { real, spec } = plan;
  const each = real ? real.batchSize * real.accumulation : spec.batchSize;
  return `${t('severalGpus', { folder, each })}${t(real ? 'severalGpusReal' : 'severalGpusSame')}`;
}

function toolSection(tool: ToolId, plan: Plan, rows: Rows, t: Say): string[] {
  const name = TOOL_NAMES[tool];
  const { commands } = TOOL_FILES[tool];
  const refused = refusal(tool, plan, rows);
  if (refused) return [`### ${name}`, `${t('notFor')} ${t(refused)}`];
  const gaps = toolGaps(tool, plan, rows);
  return [
    `### ${name}`,
    `\`\`\`sh\n${commands(folderOf(plan)).join('\n')}\n\`\`\``,
    ...(tool === 'trl' ? [severalGpus(plan, t)] : []),
    ...(gaps.length > 0 ? [gaps.map((gap) => `- ${t(gap)}`).join('\n')] : []),
  ];
}

function realSection(plan: Plan, rows: Rows, t: Say): string[] {
  const { real, spec } = plan;
  if (!real) return [];
  const update = real.batchSize * real.accumulation;
  return [
    `## ${t('real', { model: unmarked(real.model) })}`,
    t('realWhat'),
    [
      t(`rate_${real.why}`, { rate: real.learningRate, page: spec.optimizer.learningRate }),
      t('realBatch', { update, once: real.batchSize, more: real.accumulation, page: spec.batchSize }),
      t('realEpochs', { epochs: real.epochs, warmup: real.warmupSteps, rows: plan.rows }),
      t('realLength', { length: real.maxLength }),
      t(checkpoints(spec.method) ? 'realCheckpoints' : 'realNoCheckpoints'),
      t('realTemplate'),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
    ...TOOLS.flatMap((tool) => toolSection(tool, plan, rows, t)),
  ];
}

export function readme({ run, rows, same, real, language }: ReadmeParts): string {
  const t: Say = (key, values) => fill(texts[language][key], values);
  const [first, last] = [run.steps[0], run.steps.at(-1)];
  const gaps: Gap[] = runGaps(same, rows, run.steps);
  return [
    `# ${t('title', { run: unmarked(runName(run.spec, language)) })}`,
    t('what'),
    t('files'),
    first && last
      ? t('expect', { first: first.loss.toFixed(4), step: last.step, last: last.loss.toFixed(4) })
      : t('noCurve'),
    ...(gaps.length > 0
      ? [`## ${t('gaps')}`, gaps.map((gap) => `- ${t(gap, { steps: rows.steps })}`).join('\n')]
      : []),
    `## ${t('run')}`,
    t('environments'),
    ...TOOLS.flatMap((tool) => toolSection(tool, same, rows, t)),
    ...(real ? realSection(real, rows, t) : []),
  ]
    .map((paragraph) => `${paragraph}\n`)
    .join('\n');
}
