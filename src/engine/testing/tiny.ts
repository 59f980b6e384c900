/**
 * @file Models and batches small enough for tests, with extents that fit nothing: no multiples of four, an odd number
 * of rows, masked places, weights large enough that every non-linearity is felt.
 */
import type { ModelConfig } from '../../model/config.ts';
import { llama, parameterShapes } from '../../model/llama.ts';
import { methodOf } from '../../peft/index.ts';
import type { LoraSpec, MethodSpec } from '../../peft/spec.ts';
import { createRandom } from '../../world/random.ts';
import type { LanguageModel, NamedTensors, OptimizerName, StepSettings, TokenBatch } from '../engine.ts';
import { sizeOf } from '../graph.ts';
import type { PackedTensors } from '../packed.ts';

export const tinyConfig: ModelConfig = {
  vocabularySize: 19,
  dModel: 12,
  ffnDim: 10,
  layers: 2,
  heads: 2,
  headDim: 4,
  contextLength: 16,
  rmsNormEpsilon: 1e-5,
  ropeTheta: 10000,
  tieWordEmbeddings: true,
};

export const BATCH_SIZE = 3;
export const SEQUENCE_LENGTH = 5;

export function loraSpec(changes: Partial<LoraSpec> = {}): LoraSpec {
  return { name: 'lora', r: 4, loraAlpha: 8, targets: ['q', 'v'], dropout: 0, ...changes };
}

/** Every method besides full fine-tuning and LoRA, small. */
export const otherMethods: readonly [string, MethodSpec][] = [
  ['the head', { name: 'head' }],
  ['the last block', { name: 'layers', last: 1 }],
  ['BitFit', { name: 'bitfit' }],
  ['norms', { name: 'norms' }],
  ['Houlsby adapters', { name: 'houlsby', bottleneck: 3 }],
  ['Pfeiffer adapters', { name: 'pfeiffer', bottleneck: 4 }],
  ['a prompt', { name: 'prompt', virtualTokens: 3 }],
  ['a prefix', { name: 'prefix', virtualTokens: 4, projection: null }],
  ['a prefix from an MLP', { name: 'prefix', virtualTokens: 3, projection: 5 }],
  ['P-tuning v2', { name: 'ptuning', virtualTokens: 5 }],
  ['(IA)³', { name: 'ia3' }],
];

/** Numbers from N(0, deviation) around `mean`, the same for the same seed. */
export function randomArray(length: number, seed: string, deviation = 1, mean = 0): Float32Array {
  const random = createRandom('tests', seed);
  return Float32Array.from({ length }, () => mean + deviation * random.normal());
}

export function randomTensors(
  shapes: readonly (readonly [string, readonly number[]])[],
  seed: string,
): NamedTensors {
  return new Map(
    shapes.map(([name, shape]) => {
      const isNorm = shape.length === 1;
      const data = randomArray(sizeOf(shape), `${seed} ${name}`, isNorm ? 0.2 : 0.4, isNorm ? 1 : 0);
      return [name, { shape, data }];
    }),
  );
}

/**
 * Random tokens; every fifth place has no weight, and the first sequence ends early. Sequences begin with different
 * tokens, so that a batch can be learned by heart.
 */
export function randomBatch(
  seed: string,
  size = {
    batchSize: BATCH_SIZE,
    sequenceLength: SEQUENCE_LENGTH,
    vocabularySize: tinyConfig.vocabularySize,
  },
): TokenBatch {
  const random = createRandom('batch', seed);
  const rows = size.batchSize * size.sequenceLength;
  const token = () => random.integer(size.vocabularySize);
  return {
    tokens: Int32Array.from({ length: rows }, (_, i) =>
      i % size.sequenceLength === 0 ? i / size.sequenceLength : token(),
    ),
    targets: Int32Array.from({ length: rows }, token),
    weights: Float32Array.from({ length: rows }, (_, i) =>
      i % 5 === 2 || i === size.sequenceLength - 1 ? 0 : 1,
    ),
  };
}

export function settings(step: number, changes: Partial<StepSettings> = {}): StepSettings {
  return {
    step,
    learningRate: 0.01,
    momentum: 0.9,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.1,
    clipNorm: 1,
    ...changes,
  };
}

export interface Subject {
  model: LanguageModel;
  frozen: NamedTensors | null;
  /** Frozen matrices in fewer bits, beside those of `frozen`. */
  packed?: PackedTensors;
  trainable: NamedTensors;
  rateFactor?: (name: string) => number;
  optimizer?: OptimizerName;
}

/** A model under a method, with random weights everywhere (B of LoRA too, so that A has a gradient). */
export function subject(spec: MethodSpec, config: ModelConfig = tinyConfig, seed = 'subject'): Subject {
  const method = methodOf(spec);
  const base = randomTensors(parameterShapes(config), seed);
  const added = randomTensors(method.addedShapes(spec, config), seed);
  const trains = (name: string) => method.trainsBase(spec, name, config);
  const form = method.prepareBase?.(spec, config, base);
  const packed = form?.packed ?? new Map();
  const frozen = new Map([
    ...[...base].filter(([name]) => !trains(name) && !packed.has(name)),
    ...(form?.tensors ?? []),
  ]);
  const trainable = new Map([...[...base].filter(([name]) => trains(name)), ...added]);
  return {
    model: llama(config, method.hooks(spec)),
    frozen: frozen.size > 0 ? frozen : null,
    packed,
    trainable,
    rateFactor: (name) => method.rateFactor?.(spec, name) ?? 1,
  };
}
