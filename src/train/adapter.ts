/**
 * @file An adapter opened from files: the result of a training, on the base it was trained on, without a trainer. Reads
 * what `exportFiles` of its method writes.
 */
import type { Engine, NamedTensors, Weights } from '../engine/engine.ts';
import { llama, parameterShapes } from '../model/llama.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { countTrainable, type Method, type MethodSpec, methodOf } from '../peft/index.ts';
import { type Base, randomTensors } from './base.ts';
import { type Frozen, freeze } from './frozen.ts';
import type { RunFacts, TunedFile } from './protocol.ts';
import type { RunSpec } from './spec.ts';
import { SpecError } from './spec-error.ts';
import { TunedModel } from './tuned-model.ts';

/** Files that are no adapter of this base and spec, in one sentence. */
export class AdapterError extends Error {
  override name = 'AdapterError';
}

/** The fields of `adapter_config.json` that must agree with the spec; what a file leaves out is not compared. */
interface AdapterConfig {
  base_model_name_or_path?: string;
  r?: number;
  lora_alpha?: number;
}

const TENSORS = '.safetensors';
const CONFIG = 'adapter_config.json';
/** Tokens that two models are compared on when the adapter is merged. */
const MERGE_CHECK_TOKENS = 64;

/** The trained tensors of the files, checked against the spec. Throws `AdapterError`. */
function readAdapter(base: Base, spec: RunSpec, files: readonly TunedFile[]): NamedTensors {
  const weights = files.find(({ name }) => name.endsWith(TENSORS));
  if (!weights) throw new AdapterError(`there is no file ending in ${TENSORS}`);
  const config = files.find(({ name }) => name.endsWith(CONFIG));
  if (config) checkConfig(config, base, spec.method);
  const method: Method<MethodSpec> = methodOf(spec.method);
  let tensors: NamedTensors;
  try {
    const written = readSafetensors(weights.bytes);
    tensors = method.readFile?.(spec.method, written) ?? written;
  } catch (error) {
    throw new AdapterError(error instanceof Error ? error.message : String(error));
  }
  const wanted = [
    ...method.addedShapes(spec.method, base.config),
    ...parameterShapes(base.config).filter(([name]) => method.trainsBase(spec.method, name, base.config)),
  ];
  const trained = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [name, shape] of wanted) {
    const found = tensors.get(name);
    if (!found) throw new AdapterError(`${name} is missing`);
    if (found.shape.join() !== shape.join())
      throw new AdapterError(`${name} should be [${shape}], is [${found.shape}]`);
    if (!found.data.every(Number.isFinite))
      throw new AdapterError(`${name} holds numbers that are not finite`);
    trained.set(name, found);
  }
  for (const name of tensors.keys())
    if (!trained.has(name)) throw new AdapterError(`${name} belongs to no part of ${spec.method.name}`);
  return trained;
}

function checkConfig(file: TunedFile, base: Base, method: MethodSpec): void {
  let config: AdapterConfig;
  try {
    config = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)) as AdapterConfig;
  } catch {
    throw new AdapterError(`${CONFIG} is not JSON`);
  }
  if (typeof config !== 'object' || config === null) throw new AdapterError(`${CONFIG} is not an object`);
  // PEFT writes the path of the base.
  const path = config.base_model_name_or_path;
  const ofBase =
    typeof path === 'string' && path.split(/[\\/]/).findLast((part) => part !== '') === base.name;
  const expected: [keyof AdapterConfig, unknown][] = ofBase ? [] : [['base_model_name_or_path', base.name]];
  if (method.name === 'lora') expected.push(['r', method.r], ['lora_alpha', method.loraAlpha]);
  for (const [field, value] of expected) {
    if (config[field] !== undefined && config[field] !== value)
      throw new AdapterError(`${field} is ${JSON.stringify(config[field])}, not ${JSON.stringify(value)}`);
  }
}

export class OpenedAdapter {
  readonly facts: RunFacts;
  private readonly tuned: TunedModel;
  private readonly base: Base;
  private readonly trained: Weights;
  private readonly frozen: Frozen | null;

  private constructor(parts: {
    base: Base;
    tuned: TunedModel;
    trained: Weights;
    frozen: Frozen | null;
    facts: RunFacts;
  }) {
    this.base = parts.base;
    this.tuned = parts.tuned;
    this.trained = parts.trained;
    this.frozen = parts.frozen;
    this.facts = parts.facts;
  }

  /** Puts the adapter on the device. Throws `SpecError` for a bad spec and `AdapterError` for files that do not fit. */
  static create(engine: Engine, base: Base, run: RunSpec, files: readonly TunedFile[]): OpenedAdapter {
    const method: Method<MethodSpec> = methodOf(run.method);
    const spec = { ...run, method: method.exportedSpec?.(run.method) ?? run.method };
    const [problem] = method.problems(run.method, base.config);
    if (problem) throw new SpecError(problem.field, `${String(problem.value)} (${problem.allowed})`);
    const tensors = readAdapter(base, spec, files);
    const baseTensors = spec.init === 'random' ? randomTensors(base, spec.seed) : base.tensors;
    const trained = engine.createWeights(tensors);
    const frozen = freeze(engine, base, spec.method, baseTensors, tensors);
    const model = llama(base.config, method.hooks(spec.method));
    const tuned = new TunedModel({
      engine,
      base,
      method: spec.method,
      model,
      trained,
      frozen: frozen?.weights ?? null,
      baseTensors,
    });
    const shapes = parameterShapes(base.config);
    const added = method.addedShapes(spec.method, base.config);
    const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
    const facts: RunFacts = {
      trainableParameters: countTrainable(method, spec.method, base.config, shapes),
      totalParameters: [...shapes, ...added].reduce((sum, [, shape]) => sum + size(shape), 0),
      optimizerBytes: 0,
      deviceBytes: trained.bytes + (frozen?.ownBytes ?? 0),
      sharedBytes: frozen?.sharedBytes ?? 0,
      dispatches: null,
      submits: null,
    };
    return new OpenedAdapter({ base, tuned, trained, frozen, facts });
  }

  openDecoder() {
    return this.tuned.openDecoder();
  }

  createScorer(...size: Parameters<TunedModel['createScorer']>) {
    return this.tuned.createScorer(...size);
  }

  readExample(...request: Parameters<TunedModel['readExample']>) {
    return this.tuned.readExample(...request);
  }

  get isMerged(): boolean {
    return this.tuned.isMerged;
  }

  /** Merges over a text of every token in turn, since an opened adapter has no held-out data at hand. */
  setMerged(merged: boolean): Promise<number> {
    const { vocabularySize, contextLength } = this.base.config;
    const length = Math.min(MERGE_CHECK_TOKENS, contextLength);
    return this.tuned.setMerged(
      merged,
      Int32Array.from({ length }, (_, i) => i % vocabularySize),
    );
  }

  mergeSpeed() {
    return this.tuned.mergeSpeed();
  }

  /** It does not train. */
  readonly stepsQueued = 0;

  inspect() {
    return this.tuned.inspect();
  }

  drawMatrix(...request: Parameters<TunedModel['drawMatrix']>) {
    return this.tuned.drawMatrix(...request);
  }

  exportFiles() {
    return this.tuned.exportFiles();
  }

  dispose(): void {
    this.tuned.dispose();
    this.trained.dispose();
    this.frozen?.dispose();
  }
}
