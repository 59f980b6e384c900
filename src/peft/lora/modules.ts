/** @file Which maps LoRA adapts, what their new tensors are called, and how strongly B A counts. */
import type { ModelConfig } from '../../model/config.ts';
import { linearNames } from '../../model/llama.ts';
import { LINEAR_TARGETS, type LinearTarget, type LoraSpec } from '../spec.ts';

const PREFIX = 'base_model.model.';

/** [out, in] of a linear map of a block. */
export function targetShape(config: ModelConfig, target: LinearTarget): [number, number] {
  const { dModel, ffnDim, heads, headDim } = config;
  const width = heads * headDim;
  switch (target) {
    case 'q':
    case 'k':
    case 'v':
      return [width, dModel];
    case 'o':
      return [dModel, width];
    case 'gate':
    case 'up':
      return [ffnDim, dModel];
    case 'down':
      return [dModel, ffnDim];
  }
}

/** Names of what an adapter adds to a module, as PEFT writes them. */
export const adapterNames = (module: string) => ({
  aName: `${PREFIX}${module}.lora_A.weight`,
  bName: `${PREFIX}${module}.lora_B.weight`,
  magnitudeName: `${PREFIX}${module}.lora_magnitude_vector`,
});

interface AdaptedModule extends ReturnType<typeof adapterNames> {
  module: string;
  target: LinearTarget;
}

/** The target of a module of this name; undefined where the spec adapts no such module. */
export function targetOf(spec: LoraSpec, module: string): LinearTarget | undefined {
  return spec.targets.find((target) => module.endsWith(`.${target}_proj`));
}

/** Every adapted map, layer by layer, in the order of `LINEAR_TARGETS`. */
export function adaptedModules(spec: LoraSpec, config: ModelConfig): AdaptedModule[] {
  return Array.from({ length: config.layers }, (_, layer) => layer).flatMap((layer) =>
    LINEAR_TARGETS.filter((target) => spec.targets.includes(target)).map((target) => {
      const module = linearNames(layer)[target];
      return { module, target, ...adapterNames(module) };
    }),
  );
}

/** The factor of B A: loraAlpha / r, or loraAlpha / sqrt(r) for rsLoRA (Kalajdzievski 2023, arXiv 2312.03732, eq. 7). */
export function scalingOf({ r, loraAlpha, rslora }: LoraSpec): number {
  return loraAlpha / (rslora ? Math.sqrt(r) : r);
}
