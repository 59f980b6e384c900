/**
 * @file LoRA (Hu et al. 2021, arXiv 2106.09685, eq. 3): h = W0 x + s B A x, with W0 frozen, A [r, in] Kaiming-uniform with
 * a = sqrt(5) as in PEFT, B [out, r] zero, so that step 0 is the base exactly. Its variants change one thing each:
 *
 * - rsLoRA: s = loraAlpha / sqrt(r) instead of loraAlpha / r (`modules.ts`);
 * - LoRA+ (Hayou et al. 2024, arXiv 2402.12354): B learns `ratioB` times as fast as A;
 * - DoRA (Liu et al. 2024, arXiv 2402.09353): W0 + s B A gives the direction of every output, a learned number its length;
 * - PiSSA: A and B begin as the leading singular vectors of W0 (`pissa.ts`);
 * - QLoRA (Dettmers et al. 2023, arXiv 2305.14314): the frozen maps of all blocks in 8 or 4 bits (`engine/packed.ts`).
 *
 * Dropout is on the input of A alone, under DoRA too (PEFT drops the input of its rescaled W0 as well).
 *
 * The forward pass keeps the low-rank path apart from W0 (never W0 + B A), so that W0 needs no gradient and the
 * path's cost is proportional to r.
 */
import { dora, dropout, matmul, type NamedTensors, pack, unpack } from '../../engine/vocabulary.ts';
import type { ModelConfig } from '../../model/config.ts';
import { parameterShapes } from '../../model/llama.ts';
import { createRandom, hashSeed } from '../../world/random.ts';
import type { Method, SpecProblem } from '../method.ts';
import { LINEAR_TARGETS, type LoraSpec } from '../spec.ts';
import { exportedSpec, exportFiles } from './export.ts';
import { mergedWeight, rowNorms, withLengths } from './merge.ts';
import { adaptedModules, adapterNames, scalingOf, targetOf, targetShape } from './modules.ts';
import { principalOf } from './pissa.ts';

export { mergedWeight } from './merge.ts';
export { adaptedModules, scalingOf, targetShape } from './modules.ts';

type Tensors = Map<string, { shape: readonly number[]; data: Float32Array }>;

const LARGEST_RATIO = 1024;

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
  const { ratioB = 1, init = 'default', quantization } = spec;
  if (!(ratioB > 0 && ratioB <= LARGEST_RATIO))
    list.push({ field: 'ratioB', value: ratioB, allowed: `0–${LARGEST_RATIO}` });
  if (init !== 'default' && (init !== 'pissa' || spec.dora))
    list.push({ field: 'init', value: init, allowed: spec.dora ? 'default' : 'default, pissa' });
  // Lengths of rows and singular vectors are those of the weights as they are.
  const packable = !spec.dora && init === 'default';
  if (quantization !== undefined && (!packable || !['int8', 'nf4'].includes(quantization)))
    list.push({ field: 'quantization', value: quantization, allowed: packable ? 'int8, nf4' : '—' });
  return list;
}

/** A, B and the frozen weight of one adapted map; throws where one is missing. */
function partsOf(
  base: NamedTensors,
  trained: NamedTensors,
  { module, aName, bName }: { module: string; aName: string; bName: string },
): { weight: Float32Array; shape: readonly number[]; a: Float32Array; b: Float32Array } {
  const weight = base.get(`${module}.weight`);
  const a = trained.get(aName);
  const b = trained.get(bName);
  if (!weight || !a || !b) throw new Error(`${module} cannot be merged: a weight is missing`);
  return { weight: weight.data, shape: weight.shape, a: a.data, b: b.data };
}

/** The base's weights as this run's model multiplies with them: residuals of PiSSA, what the codes of QLoRA stand for. */
function frozenTensors(spec: LoraSpec, config: ModelConfig, base: NamedTensors): NamedTensors {
  const form = lora.prepareBase?.(spec, config, base);
  if (!form) return base;
  const unpacked = [...form.packed].map(
    ([name, tensor]) => [name, { shape: tensor.shape, data: unpack(tensor) }] as const,
  );
  return new Map([...base, ...form.tensors, ...unpacked]);
}

export const lora: Method<LoraSpec> = {
  name: 'lora',
  problems,
  trainsBase: () => false,

  addedShapes: (spec, config) =>
    adaptedModules(spec, config).flatMap(({ target, aName, bName, magnitudeName }): [string, number[]][] => {
      const [outputs, inputs] = targetShape(config, target);
      return [
        [aName, [spec.r, inputs]],
        [bName, [outputs, spec.r]],
        ...(spec.dora ? [[magnitudeName, [outputs]] as [string, number[]]] : []),
      ];
    }),

  initialise(spec, config, seed, base) {
    const random = createRandom('lora', seed);
    const start: Tensors = new Map();
    for (const { module, target, aName, bName, magnitudeName } of adaptedModules(spec, config)) {
      const [outputs, inputs] = targetShape(config, target);
      const weight = base.get(`${module}.weight`)?.data;
      const given = (): Float32Array => {
        if (!weight) throw new Error(`${module}.weight is missing`);
        return weight;
      };
      const a = new Float32Array(spec.r * inputs);
      const b = new Float32Array(outputs * spec.r);
      if (spec.init === 'pissa') {
        const principal = principalOf(given(), [outputs, inputs], spec.r, scalingOf(spec));
        a.set(principal.a);
        b.set(principal.b);
      } else {
        // Kaiming-uniform with a = sqrt(5) is U(-1/sqrt(in), 1/sqrt(in)).
        const bound = 1 / Math.sqrt(inputs);
        for (let i = 0; i < a.length; i++) a[i] = (2 * random.next() - 1) * bound;
      }
      start.set(aName, { shape: [spec.r, inputs], data: a });
      start.set(bName, { shape: [outputs, spec.r], data: b });
      if (spec.dora) start.set(magnitudeName, { shape: [outputs], data: rowNorms(given(), inputs) });
    }
    return start;
  },

  prepareBase(spec, config, base) {
    if (spec.init === 'pissa') {
      const residuals = adaptedModules(spec, config).map(({ module, target }) => {
        const name = `${module}.weight`;
        const shape = targetShape(config, target);
        const weight = base.get(name);
        if (!weight) throw new Error(`${name} is missing`);
        const { residual } = principalOf(weight.data, shape, spec.r, scalingOf(spec));
        return [name, { shape, data: residual }] as const;
      });
      return { tensors: new Map(residuals), packed: new Map() };
    }
    const { quantization } = spec;
    if (!quantization) return null;
    const maps = parameterShapes(config).filter(([name]) => name.endsWith('_proj.weight'));
    const packed = maps.map(([name, shape]) => {
      const weight = base.get(name);
      if (!weight) throw new Error(`${name} is missing`);
      return [name, pack(quantization, shape, weight.data)] as const;
    });
    return { tensors: new Map(), packed: new Map(packed) };
  },

  rateFactor: ({ ratioB = 1 }, name) => (name.endsWith('.lora_B.weight') ? ratioB : 1),

  hooks: (spec) => ({
    ...(spec.quantization ? { storage: spec.quantization } : {}),
    linear({ graph, module, x, weight, residual, draw }) {
      const base = { a: x, b: weight, scale: 1 };
      if (!targetOf(spec, module)) return matmul(graph, 'nt', [base], residual);
      const [outputs, inputs] = weight.shape as [number, number];
      const { aName, bName, magnitudeName } = adapterNames(module);
      const a = graph.parameter(aName, [spec.r, inputs]);
      const b = graph.parameter(bName, [outputs, spec.r]);
      const input = draw && spec.dropout > 0 ? dropout(graph, x, draw, spec.dropout, hashSeed(module)) : x;
      const down = matmul(graph, 'nt', [{ a: input, b: a, scale: 1 }]);
      const scale = scalingOf(spec);
      const both = [base, { a: down, b, scale }];
      if (!spec.dora) return matmul(graph, 'nt', both, residual);
      const magnitude = graph.parameter(magnitudeName, [outputs]);
      return dora(graph, matmul(graph, 'nt', both), { weight, a, b, scale, magnitude, residual });
    },
  }),

  merge(spec, config, base, trained) {
    const frozen = frozenTensors(spec, config, base);
    const merged = new Map(frozen) as Tensors;
    for (const names of adaptedModules(spec, config)) {
      const { weight, shape, a, b } = partsOf(frozen, trained, names);
      const sum = mergedWeight(weight, a, b, spec.r, scalingOf(spec));
      const magnitude = trained.get(names.magnitudeName);
      const data = spec.dora && magnitude ? withLengths(sum, magnitude.data, shape[1] as number) : sum;
      merged.set(`${names.module}.weight`, { shape, data });
    }
    return merged as NamedTensors;
  },

  exportFiles,
  exportedSpec,
};
