/** @file What the tests of methods share: a tiny model under a method, computed by the CPU engine. */

import { openNodeCpu } from '../../engine/cpu/node.ts';
import type { LanguageModel, NamedTensors } from '../../engine/engine.ts';
import { randomTensors } from '../../engine/testing/random.ts';
import type { ModelConfig } from '../../model/config.ts';
import { llama, parameterShapes } from '../../model/llama.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { methodOf } from '../index.ts';
import type { MethodSpec } from '../spec.ts';

export const engine = openNodeCpu();

export const TOKENS = [3, 1, 4, 1, 5, 9, 2, 6];

export const tinyBase = (config: ModelConfig = tinyConfig): NamedTensors =>
  randomTensors(parameterShapes(config), 'base');

/** Logits of one sequence, [tokens * vocabulary]; earlier tensors hide later ones of the same name. */
export async function logitsOf(
  model: LanguageModel,
  tensors: readonly NamedTensors[],
  tokens: readonly number[] = TOKENS,
): Promise<Float32Array> {
  const weights = tensors.map((held) => engine.createWeights(held));
  const scorer = await engine.createScorer({ model, batchSize: 1, sequenceLength: tokens.length, weights });
  const logits = await scorer.logits(Int32Array.from(tokens));
  scorer.dispose();
  for (const held of weights) held.dispose();
  return logits;
}

/** The model under a method. */
export function tuned(spec: MethodSpec, config: ModelConfig = tinyConfig): LanguageModel {
  return llama(config, methodOf(spec).hooks(spec));
}

/** Starting values of everything that a method trains, the base's own weights among them. */
export function startOf(
  spec: MethodSpec,
  base: NamedTensors,
  seed = 1,
  config: ModelConfig = tinyConfig,
): NamedTensors {
  const method = methodOf(spec);
  return new Map([
    ...[...base].filter(([name]) => method.trainsBase(spec, name, config)),
    ...method.initialise(spec, config, seed, base),
  ]);
}
