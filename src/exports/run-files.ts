/** @file A run as files that go on in Python. Equal runs give equal files. */
import { parseConfig } from '../model/config.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { createTokenizer } from '../model/tokenizer.ts';
import { type Catalogue, fill } from '../page/language.ts';
import { methodOf } from '../peft/index.ts';
import type { ExportedFile } from '../peft/method.ts';
import { worldOf } from '../recipes/data-specs.ts';
import { languageOf } from '../recipes/defaults.ts';
import type { EvaluationPoint, ModelFiles, StepPoint } from '../train/protocol.ts';
import { rateFactor } from '../train/schedule.ts';
import type { RunSpec } from '../train/spec.ts';
import { runName } from '../wording/differences.ts';
import type { Language } from '../world/types.ts';
import { baseFolder } from './base-folder.ts';
import { llamaFactoryFiles } from './llamafactory.ts';
import { scheduleSettings } from './plan.ts';
import { type Rows, rowsOf } from './rows.ts';
import { texts } from './texts.ts';
import { trlFiles } from './trl.ts';

export interface FinishedRun {
  spec: RunSpec;
  steps: readonly StepPoint[];
  evaluations: readonly EvaluationPoint[];
  /** What `exportWeights` gave. */
  trained: readonly ExportedFile[];
}

type TextKey = typeof texts extends Catalogue<infer Key> ? Key : never;
type Gap = Extract<TextKey, `gap_${string}`>;
/** Without a script: the tools cannot do this run. The others only say what will differ. */
const STOPS: ReadonlySet<Gap> = new Set([
  'gap_method',
  'gap_optimizer',
  'gap_init',
  'gap_packing',
  'gap_unlearned',
]);

function gapsOf({ spec, steps }: FinishedRun, rows: Rows): Gap[] {
  const { method, optimizer, data, init } = spec;
  const carried =
    method.name === 'full' ||
    (method.name === 'lora' && method.init !== 'pissa' && !method.quantization && (method.ratioB ?? 1) === 1);
  const rate = ({ step, learningRate }: StepPoint) => {
    const planned = optimizer.learningRate * rateFactor(spec.schedule, step, spec.steps);
    return Math.abs(learningRate - planned) > 1e-6 * optimizer.learningRate;
  };
  const found: [Gap, boolean][] = [
    ['gap_method', !carried],
    ['gap_optimizer', optimizer.name === 'muon' || (optimizer.name === 'sgd' && optimizer.weightDecay > 0)],
    ['gap_init', init === 'random'],
    ['gap_packing', data.packing === true],
    ['gap_unlearned', rows.hasUnlearned],
    ['gap_dropout', method.name === 'lora' && method.dropout > 0],
    ['gap_schedule', !scheduleSettings(spec).exact],
    ['gap_cut', rows.hasCut],
    ['gap_rows', rows.steps < spec.steps],
    ['gap_rate', steps.some(rate)],
  ];
  return found.filter(([, is]) => is).map(([gap]) => gap);
}

const file = (name: string, content: string): ExportedFile => ({
  name,
  bytes: new TextEncoder().encode(content),
});

function table<Point>(keys: readonly (keyof Point & string)[], points: readonly Point[]): string {
  return [keys.join(','), ...points.map((point) => keys.map((key) => point[key]).join(','))]
    .map((line) => `${line}\n`)
    .join('');
}

/** A name in Markdown: only what cannot be markup. */
const unmarked = (text: string) => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&');

function readme(run: FinishedRun, gaps: readonly Gap[], rows: Rows, language: Language): string {
  const t = (key: TextKey, values?: Record<string, string | number>) => fill(texts[language][key], values);
  const [first, last] = [run.steps[0], run.steps.at(-1)];
  const commands = [
    'pip install -r trl/requirements.txt',
    'python trl/train.py',
    '',
    'pip install -r llamafactory/requirements.txt',
    'llamafactory-cli train llamafactory/train.yaml',
  ].join('\n');
  return [
    `# ${t('title', { run: unmarked(runName(run.spec, language)) })}`,
    t('what'),
    t('files'),
    first && last
      ? t('expect', { first: first.loss.toFixed(4), step: last.step, last: last.loss.toFixed(4) })
      : t('noCurve'),
    ...(gaps.some((gap) => STOPS.has(gap)) ? [] : [`## ${t('run')}`, `\`\`\`sh\n${commands}\n\`\`\``]),
    ...(gaps.length > 0
      ? [
          `## ${t('gaps')}`,
          gaps
            .map((gap) => `- ${t(gap, { optimizer: run.spec.optimizer.name, steps: rows.steps })}`)
            .join('\n'),
        ]
      : []),
  ]
    .map((paragraph) => `${paragraph}\n`)
    .join('\n');
}

/** @param model the base's files, as they ship; @param language that of the README */
export async function runFiles(
  run: FinishedRun,
  model: ModelFiles,
  language: Language,
): Promise<ExportedFile[]> {
  const { spec } = run;
  const configJson = JSON.parse(model.config) as Record<string, unknown>;
  const config = parseConfig(configJson);
  const tokenizer = createTokenizer(JSON.parse(model.tokenizer));
  const maxLength = config.contextLength + 1;
  const rows = await rowsOf(spec, worldOf(languageOf(spec.model)), tokenizer, maxLength);
  const gaps = gapsOf(run, rows);
  const method = methodOf(spec.method);
  const base = readSafetensors(model.weights);
  const isAdapter = spec.method.name === 'lora';
  const tools = !gaps.some((gap) => STOPS.has(gap));
  const start =
    tools && isAdapter
      ? method.exportFiles(spec.method, {
          config,
          configJson,
          baseName: 'base',
          base,
          trained: method.initialise(spec.method, config, spec.seed, base),
        })
      : [];
  const plan = { spec, maxLength, adapter: isAdapter };
  return [
    file('README.md', readme(run, gaps, rows, language)),
    file('run.json', `${JSON.stringify({ ...spec, data: described(spec) }, null, 2)}\n`),
    file('curve.csv', table(['step', 'loss', 'accuracy', 'gradientNorm', 'learningRate'], run.steps)),
    file(
      'evaluations.csv',
      table(
        ['step', 'validationLoss', 'heldOutExactMatch', 'seenExactMatch', 'pretrainingLoss'],
        run.evaluations,
      ),
    ),
    ...baseFolder(model, config.contextLength),
    file('data/train.jsonl', rows.training),
    file('data/heldout.jsonl', rows.heldOut),
    ...start.map(({ name, bytes }) => ({ name: `start/${name}`, bytes })),
    ...run.trained.map(({ name, bytes }) => ({ name: `trained/${name}`, bytes })),
    ...(tools ? [...trlFiles(plan), ...llamaFactoryFiles(plan)] : []),
  ];
}

/** The data's settings; its conversations stand in their own files. */
function described({ data: { examples, heldOut, ...data } }: RunSpec) {
  return {
    ...data,
    ...(examples && { examples: examples.length }),
    ...(heldOut && { heldOut: heldOut.length }),
  };
}
