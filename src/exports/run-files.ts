/** @file A run as files for training in Python. Equal runs give equal files. */
import { type NamedTensors, unpack } from '../engine/vocabulary.ts';
import { type ModelConfig, parseConfig } from '../model/config.ts';
import { initialWeights } from '../model/initialise.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { createTokenizer } from '../model/tokenizer.ts';
import { methodOf } from '../peft/index.ts';
import type { ExportedFile } from '../peft/method.ts';
import { worldOf } from '../recipes/data-specs.ts';
import { languageOf } from '../recipes/defaults.ts';
import type { ModelFiles } from '../train/protocol.ts';
import type { RunSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';
import { baseFolder } from './base-folder.ts';
import type { FinishedRun } from './finished-run.ts';
import { type ExportReport, refusal, reportOf, TOOLS } from './gaps.ts';
import { datasetInfo } from './llamafactory.ts';
import { mlxAdapter } from './mlx.ts';
import { type Plan, startOf } from './plan.ts';
import { readme } from './readme.ts';
import { realOf } from './real.ts';
import { type Rows, rowsOf } from './rows.ts';
import { TOOL_FILES } from './tools.ts';
import { jsonFile, textFile } from './values.ts';

export interface ExportOptions {
  /** That of the README. */
  language: Language;
  /** Hub model of the run at real size; null omits it. */
  realModel: string | null;
}

function table<Point>(keys: readonly (keyof Point & string)[], points: readonly Point[]): string {
  return [keys.join(','), ...points.map((point) => keys.map((key) => point[key]).join(','))]
    .map((line) => `${line}\n`)
    .join('');
}

/** The weights that a run starts from: the base's, random ones, or a quantized base's dequantized values. */
function tensorsOf(
  { init, seed, method }: RunSpec,
  config: ModelConfig,
  shipped: NamedTensors,
): NamedTensors {
  const base = init === 'random' ? initialWeights(config, seed) : shipped;
  if (method.name !== 'lora' || !method.quantization) return base;
  const form = methodOf(method).prepareBase?.(method, config, base);
  if (!form) return base;
  const floats = [...form.packed].map(
    ([name, packed]) => [name, { shape: packed.shape, data: unpack(packed) }] as const,
  );
  return new Map([...base, ...form.tensors, ...floats]);
}

function startFiles(
  { spec, start }: Plan,
  config: ModelConfig,
  configJson: Readonly<Record<string, unknown>>,
  base: NamedTensors,
): ExportedFile[] {
  if (start === 'base' || start === 'pissa') return [];
  const method = methodOf(spec.method);
  const trained = new Map([
    ...[...base].filter(([name]) => method.trainsBase(spec.method, name, config)),
    ...method.initialise(spec.method, config, spec.seed, base),
  ]);
  return method.exportFiles(spec.method, { config, configJson, baseName: 'base', base, trained });
}

/** The tools' files of one size. */
function toolFiles(plan: Plan, rows: Rows): ExportedFile[] {
  return TOOLS.filter((tool) => refusal(tool, plan, rows) === null).flatMap((tool) =>
    TOOL_FILES[tool].files(plan),
  );
}

const below = (place: string, files: readonly ExportedFile[]): ExportedFile[] =>
  files.map(({ name, bytes }) => ({ name: `${place}/${name}`, bytes }));

export interface RunFiles {
  files: ExportedFile[];
  report: ExportReport;
}

/** @param model the base's files, as they ship */
export function runFiles(
  run: FinishedRun,
  model: ModelFiles,
  { language, realModel }: ExportOptions,
): RunFiles {
  const { spec, trained } = run;
  const configJson = JSON.parse(model.config) as Record<string, unknown>;
  const config = parseConfig(configJson);
  const tokenizer = createTokenizer(JSON.parse(model.tokenizer));
  const maxLength = config.contextLength + 1;
  const rows = rowsOf(spec, worldOf(languageOf(spec.model)), tokenizer, maxLength);
  const base = tensorsOf(spec, config, readSafetensors(model.weights));
  const { mask, maskPrompt } = spec.data;
  const same: Plan = {
    spec,
    start: startOf(spec),
    mask: mask ?? (maskPrompt ? 'completion' : 'everything'),
    maxLength,
    isSingle: rows.isSingle,
    rows: rows.count,
    real: null,
  };
  const real = realModel === null ? null : { ...same, real: realOf(spec, realModel, rows.count) };
  const start = startFiles(same, config, configJson, base);
  const { method } = spec;
  const mlx = method.name === 'lora' && refusal('mlx', same, rows) === null;
  const exported = method.name === 'lora' ? (methodOf(method).exportedSpec?.(method) ?? method) : method;
  const files = [
    textFile('README.md', readme({ run, rows, same, real, language })),
    jsonFile('run.json', { ...spec, data: described(spec) }),
    textFile('curve.csv', table(['step', 'loss', 'accuracy', 'gradientNorm', 'learningRate'], run.steps)),
    textFile(
      'evaluations.csv',
      table(
        ['step', 'validationLoss', 'heldOutExactMatch', 'seenExactMatch', 'pretrainingLoss'],
        run.evaluations,
      ),
    ),
    ...baseFolder(model, base, config.contextLength),
    textFile('data/train.jsonl', rows.training),
    textFile('data/all.jsonl', rows.all),
    textFile('data/valid.jsonl', rows.heldOut),
    datasetInfo(),
    ...below('start', start),
    ...below('trained', trained),
    ...(mlx ? mlxAdapter('mlx/start', method, start) : []),
    ...(exported.name === 'lora' ? mlxAdapter('mlx/trained', exported, trained) : []),
    ...toolFiles(same, rows),
    ...(real ? toolFiles(real, rows) : []),
  ];
  return { files, report: reportOf(same, rows, run.steps) };
}

/** The data's settings; its conversations are in their own files. */
function described({ data: { examples, heldOut, ...data } }: RunSpec) {
  return {
    ...data,
    ...(examples && { examples: examples.length }),
    ...(heldOut && { heldOut: heldOut.length }),
  };
}
