/**
 * @file LoRA (Hu et al. 2021, arXiv 2106.09685, eq. 3): h = W0 x + (loraAlpha / r) B A x, with W0 frozen,
 * A [r, in] Kaiming-uniform with a = sqrt(5) as in PEFT, B [out, r] zero, so that step 0 is the base exactly.
 *
 * The forward pass keeps the low-rank path apart from W0 (never W0 + B A), so that W0 needs no gradient and the
 * path's cost is proportional to r.
 */
import { dropout, matmul, type NamedTensors } from '../../engine/vocabulary.ts';
import type { ModelConfig } from '../../model/config.ts';
import { linearNames } from '../../model/llama.ts';
import { writeSafetensors } from '../../model/safetensors.ts';
import { createRandom, hashSeed } from '../../world/random.ts';
import type { Method, SpecProblem } from '../method.ts';
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

interface AdaptedModule {
  module: string;
  target: LinearTarget;
  aName: string;
  bName: string;
}

/** Every adapted map, layer by layer, in the order of `LINEAR_TARGETS`. */
export function adaptedModules(spec: LoraSpec, config: ModelConfig): AdaptedModule[] {
  return Array.from({ length: config.layers }, (_, layer) => layer).flatMap((layer) =>
    LINEAR_TARGETS.filter((target) => spec.targets.includes(target)).map((target) => {
      const module = linearNames(layer)[target];
      return {
        module,
        target,
        aName: `${PREFIX}${module}.lora_A.weight`,
        bName: `${PREFIX}${module}.lora_B.weight`,
      };
    }),
  );
}

function problems(spec: LoraSpec, config: ModelConfig): SpecProblem[] {
  const list: SpecProblem[] = [];
  const largest = config.dModel;
  if (!Number.isInteger(spec.r) || spec.r < 1 || spec.r > largest)
    list.push({ field: 'r', value: spec.r, allowed: `1–${largest}` });
  if (!(spec.loraAlpha > 0 && spec.loraAlpha <= 1024))
    list.push({ field: 'loraAlpha', value: spec.loraAlpha, allowed: '0–1024' });
  if (!(spec.dropout >= 0 && spec.dropout <= 0.9))
    list.push({ field: 'dropout', value: spec.dropout, allowed: '0–0.9' });
  const known = spec.targets.every((target) => LINEAR_TARGETS.includes(target));
  if (spec.targets.length === 0 || !known)
    list.push({ field: 'targets', value: spec.targets, allowed: LINEAR_TARGETS.join(', ') });
  return list;
}

/** W + (loraAlpha / r) B A of one map, row-major [out, in]. */
export function mergedWeight(
  base: Float32Array,
  a: Float32Array,
  b: Float32Array,
  r: number,
  scale: number,
): Float32Array {
  const merged = base.slice();
  const inputs = a.length / r;
  const outputs = b.length / r;
  for (let row = 0; row < outputs; row++) {
    for (let i = 0; i < r; i++) {
      const factor = scale * (b[row * r + i] as number);
      if (factor === 0) continue;
      for (let column = 0; column < inputs; column++) {
        merged[row * inputs + column] =
          (merged[row * inputs + column] as number) + factor * (a[i * inputs + column] as number);
      }
    }
  }
  return merged;
}

export const lora: Method<LoraSpec> = {
  name: 'lora',
  problems,
  trainsBase: () => false,

  addedShapes: (spec, config) =>
    adaptedModules(spec, config).flatMap(({ target, aName, bName }): [string, number[]][] => {
      const [outputs, inputs] = targetShape(config, target);
      return [
        [aName, [spec.r, inputs]],
        [bName, [outputs, spec.r]],
      ];
    }),

  initialise(spec, config, seed) {
    const random = createRandom('lora', seed);
    return new Map(
      lora.addedShapes(spec, config).map(([name, shape]) => {
        const data = new Float32Array((shape[0] as number) * (shape[1] as number));
        // Kaiming-uniform with a = sqrt(5) is U(-1/sqrt(in), 1/sqrt(in)).
        const bound = 1 / Math.sqrt(shape[1] as number);
        if (name.endsWith('lora_A.weight'))
          for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * bound;
        return [name, { shape, data }] as const;
      }),
    );
  },

  hooks: (spec) => ({
    linear({ graph, module, x, weight, residual, step }) {
      const target = LINEAR_TARGETS.find((name) => module.endsWith(`.${name}_proj`));
      const base = { a: x, b: weight, scale: 1 };
      if (!target || !spec.targets.includes(target)) return matmul(graph, 'nt', [base], residual);
      const [outputs, inputs] = weight.shape as [number, number];
      const a = graph.parameter(`${PREFIX}${module}.lora_A.weight`, [spec.r, inputs]);
      const b = graph.parameter(`${PREFIX}${module}.lora_B.weight`, [outputs, spec.r]);
      const kept = step && spec.dropout > 0 ? dropout(graph, x, step, spec.dropout, hashSeed(module)) : x;
      const down = matmul(graph, 'nt', [{ a: kept, b: a, scale: 1 }]);
      return matmul(graph, 'nt', [base, { a: down, b, scale: spec.loraAlpha / spec.r }], residual);
    },
  }),

  merge(spec, config, base, trained) {
    const merged = new Map(base) as Map<string, { shape: readonly number[]; data: Float32Array }>;
    for (const { module, aName, bName } of adaptedModules(spec, config)) {
      const weight = base.get(`${module}.weight`);
      const a = trained.get(aName);
      const b = trained.get(bName);
      if (!weight || !a || !b) throw new Error(`${module} cannot be merged: a weight is missing`);
      merged.set(`${module}.weight`, {
        shape: weight.shape,
        data: mergedWeight(weight.data, a.data, b.data, spec.r, spec.loraAlpha / spec.r),
      });
    }
    return merged as NamedTensors;
  },

  exportFiles: (spec, { baseName, trained }) => [
    {
      name: 'adapter_config.json',
      bytes: new TextEncoder().encode(
        `${JSON.stringify(
          {
            peft_type: 'LORA',
            task_type: 'CAUSAL_LM',
            base_model_name_or_path: baseName,
            r: spec.r,
            lora_alpha: spec.loraAlpha,
            lora_dropout: spec.dropout,
            target_modules: LINEAR_TARGETS.filter((target) => spec.targets.includes(target)).map(
              (target) => `${target}_proj`,
            ),
            bias: 'none',
            inference_mode: true,
          },
          null,
          2,
        )}\n`,
      ),
    },
    { name: 'adapter_model.safetensors', bytes: writeSafetensors(trained, 'F32') },
  ],
};
