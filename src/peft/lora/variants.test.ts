/** @file LoRA's variants on the reference engine: what they start from, what they train, what they leave and how they merge. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainableParameters } from '../../costs/index.ts';
import { openNodeCpu } from '../../engine/cpu/node.ts';
import type { Engine, NamedTensors, Weights } from '../../engine/engine.ts';
import { unpack } from '../../engine/packed.ts';
import { largestDifference, relativeError } from '../../engine/testing/compare.ts';
import {
  BATCH_SIZE,
  randomBatch,
  randomTensors,
  SEQUENCE_LENGTH,
  settings,
} from '../../engine/testing/random.ts';
import { openTrainer, run } from '../../engine/testing/run.ts';
import type { Subject } from '../../engine/testing/subject.ts';
import { openTfjs } from '../../engine/tfjs/index.ts';
import { configJson } from '../../model/config.ts';
import { llama, parameterShapes } from '../../model/llama.ts';
import { readSafetensors } from '../../model/safetensors.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { countTrainable } from '../index.ts';
import { LINEAR_TARGETS, type LoraSpec } from '../spec.ts';
import { loraSpec, subject } from '../testing/tiny.ts';
import { adaptedModules, lora, mergedWeight, scalingOf } from './index.ts';
import { rowNorms } from './merge.ts';

const engine = openNodeCpu();
let portable: Engine;
beforeAll(async () => {
  portable = await openTfjs('cpu');
});
afterAll(() => engine.dispose());

const base = randomTensors(parameterShapes(tinyConfig), 'subject');
const tokens = randomBatch('asked').tokens;
const everywhere = { targets: [...LINEAR_TARGETS] };

const variants: Record<string, LoraSpec> = {
  LoRA: loraSpec(everywhere),
  rsLoRA: loraSpec({ ...everywhere, rslora: true }),
  'LoRA+': loraSpec({ ratioB: 16 }),
  DoRA: loraSpec({ ...everywhere, dora: true }),
  PiSSA: loraSpec({ ...everywhere, init: 'pissa', r: 3 }),
  'PiSSA with the scale of rsLoRA': loraSpec({ init: 'pissa', rslora: true }),
  'LoRA on 8 bits': loraSpec({ quantization: 'int8' }),
  'LoRA on 4 bits': loraSpec({ quantization: 'nf4', targets: ['q', 'down'] }),
};

/** Logits of whole sequences under some weights. */
async function logitsOf(model: Subject['model'], weights: readonly Weights[]): Promise<Float32Array> {
  const size = { batchSize: BATCH_SIZE, sequenceLength: SEQUENCE_LENGTH };
  const scorer = await engine.createScorer({ model, ...size, weights });
  const logits = await scorer.logits(tokens);
  scorer.dispose();
  return logits;
}

/** A run's start: the base under the method, with the method's own starting values. */
function started(spec: LoraSpec): Subject {
  return { ...subject(spec), trainable: lora.initialise(spec, tinyConfig, 42, base) };
}

async function plainLogits(tensors: NamedTensors): Promise<Float32Array> {
  const weights = engine.createWeights(tensors);
  const logits = await logitsOf(llama(tinyConfig), [weights]);
  weights.dispose();
  return logits;
}

/** The base as floats of what a variant's codes stand for. */
function asUnpacked({ packed }: Subject): NamedTensors {
  return new Map([
    ...base,
    ...[...(packed ?? [])].map(
      ([name, tensor]) => [name, { shape: tensor.shape, data: unpack(tensor) }] as const,
    ),
  ]);
}

describe.each(Object.entries(variants))('%s', (name, spec) => {
  it('is a good spec', () => {
    expect(lora.problems(spec, tinyConfig)).toEqual([]);
  });

  it('begins as the base, or as what its codes stand for', async () => {
    const start = started(spec);
    const { weights, dispose } = await openTrainer(engine, start);
    const logits = await logitsOf(start.model, weights);
    dispose();
    expect(relativeError(logits, await plainLogits(asUnpacked(start)))).toBeLessThan(1e-5);
    const error = relativeError(logits, await plainLogits(base));
    if (!spec.quantization) expect(error).toBeLessThan(1e-5);
    else {
      expect(error, name).toBeGreaterThan(1e-4);
      expect(error, name).toBeLessThan(spec.quantization === 'int8' ? 0.02 : 0.5);
    }
  });

  it('merges to the same logits after training', async () => {
    const start = started(spec);
    const { trainer, weights, dispose } = await openTrainer(engine, start);
    for (let step = 1; step <= 6; step++) trainer.step(randomBatch(`${step}`), settings(step));
    const apart = await logitsOf(start.model, weights);
    const merged = lora.merge(spec, tinyConfig, base, await trainer.weights.read())!;
    dispose();
    expect([...merged.keys()]).toEqual([...base.keys()]);
    const together = await plainLogits(merged);
    expect(largestDifference(together, apart)).toBeLessThan(1e-4);
    // The six steps did change something.
    expect(relativeError(apart, await plainLogits(asUnpacked(start)))).toBeGreaterThan(1e-3);
  });

  it('leaves every frozen number as it was, to the bit', async () => {
    const start = subject(spec);
    const { frozen } = await run(engine, start, { steps: 5 });
    const before = new Map([...asUnpacked(start), ...start.frozen!]);
    expect([...frozen!.keys()].sort()).toEqual([...base.keys()].sort());
    for (const [key, { data }] of frozen!) expect(data, key).toEqual(before.get(key)!.data);
  });

  it("has the gradients of tfjs's tape", async () => {
    const ours = await run(engine, subject(spec), { steps: 1 });
    const theirs = await run(portable, subject(spec), { steps: 1 });
    for (const [key, { data }] of theirs.gradients)
      expect(relativeError(ours.gradients.get(key)!.data, data), key).toBeLessThan(1e-3);
  });

  it('counts what src/costs counts', () => {
    const json = configJson(tinyConfig, { bos: 1, eos: 2, pad: 0 });
    const peft = {
      peft_type: 'LORA',
      r: spec.r,
      lora_alpha: spec.loraAlpha,
      target_modules: spec.targets.map((target) => `${target}_proj`),
      use_dora: spec.dora === true,
    };
    expect(countTrainable(lora, spec, tinyConfig, parameterShapes(tinyConfig))).toBe(
      trainableParameters(json, peft),
    );
  });

  it('asks the model for what it adds and the base has, and for nothing else', () => {
    const { graph } = llama(tinyConfig, lora.hooks(spec)).traceSequences(2, 3, true);
    const known = new Map([...parameterShapes(tinyConfig), ...lora.addedShapes(spec, tinyConfig)]);
    expect(new Map(graph.parameters.map((tensor) => [tensor.name, tensor.shape]))).toEqual(known);
    const packed = graph.parameters.filter(({ dtype }) => dtype !== 'f32').map((tensor) => tensor.name);
    expect(packed.sort()).toEqual([...(subject(spec).packed?.keys() ?? [])].sort());
  });
});

describe('rsLoRA', () => {
  it('divides alpha by the root of r', () => {
    expect(scalingOf(loraSpec({ r: 4, loraAlpha: 8 }))).toBe(2);
    expect(scalingOf(loraSpec({ r: 4, loraAlpha: 8, rslora: true }))).toBe(4);
    expect(scalingOf(loraSpec({ r: 1, loraAlpha: 8, rslora: true }))).toBe(8);
  });
});

describe.each(['cpu', 'tfjs'])('LoRA+ on %s', (which) => {
  const on = () => (which === 'cpu' ? engine : portable);

  it('of ratio 1 is LoRA to the bit', async () => {
    const plain = await run(on(), subject(loraSpec()), { steps: 4 });
    const plus = await run(on(), subject(loraSpec({ ratioB: 1 })), { steps: 4 });
    expect(plus.metrics).toEqual(plain.metrics);
    expect(plus.weights).toEqual(plain.weights);
  });

  it('moves B as many times as far in the first step, and A as far as before', async () => {
    const start = subject(loraSpec()).trainable;
    const still = { settings: { weightDecay: 0 }, steps: 1 };
    const plain = await run(on(), subject(loraSpec()), still);
    const plus = await run(on(), subject(loraSpec({ ratioB: 4 })), still);
    for (const [key, { data }] of start) {
      const moved = (after: NamedTensors) => after.get(key)!.data.map((value, i) => value - data[i]!);
      const expected = moved(plain.weights).map((value) => value * (key.includes('lora_B') ? 4 : 1));
      expect(relativeError(moved(plus.weights), expected), key).toBeLessThan(1e-4);
    }
  });
});

describe('DoRA', () => {
  it('starts from the lengths of the rows of W0', () => {
    const start = lora.initialise(variants.DoRA!, tinyConfig, 1, base);
    const key = 'base_model.model.model.layers.1.mlp.down_proj.lora_magnitude_vector';
    const weight = base.get('model.layers.1.mlp.down_proj.weight')!;
    const { shape, data } = start.get(key)!;
    expect(shape).toEqual([weight.shape[0]]);
    expect(data).toEqual(rowNorms(weight.data, weight.shape[1]!));
    expect(data[0]).toBeCloseTo(Math.hypot(...weight.data.slice(0, weight.shape[1]!)), 6);
  });

  it('merges to rows of exactly the learned lengths', () => {
    const spec = variants.DoRA!;
    const trained = randomTensors(lora.addedShapes(spec, tinyConfig), 'trained');
    const merged = lora.merge(spec, tinyConfig, base, trained)!;
    for (const { module, magnitudeName } of adaptedModules(spec, tinyConfig)) {
      const { shape, data } = merged.get(`${module}.weight`)!;
      const magnitude = trained.get(magnitudeName)!.data;
      expect(largestDifference(rowNorms(data, shape[1]!), magnitude.map(Math.abs)), module).toBeLessThan(
        1e-5,
      );
    }
  });
});

describe('PiSSA', () => {
  const spec = variants.PiSSA!;

  it('keeps W0 as residual and s B A, and leaves the smaller singular values frozen', () => {
    const form = lora.prepareBase!(spec, tinyConfig, base)!;
    const start = lora.initialise(spec, tinyConfig, 1, base);
    for (const { module, aName, bName } of adaptedModules(spec, tinyConfig)) {
      const weight = base.get(`${module}.weight`)!.data;
      const residual = form.tensors.get(`${module}.weight`)!.data;
      const [a, b] = [start.get(aName)!.data, start.get(bName)!.data];
      const sum = mergedWeight(residual, a, b, spec.r, scalingOf(spec));
      expect(largestDifference(sum, weight), module).toBeLessThan(1e-6);
      const energy = (list: Float32Array) => list.reduce((total, x) => total + x * x, 0);
      expect(energy(residual), module).toBeLessThan(energy(weight));
      // B and A share the singular values: columns of the one are as long as rows of the other.
      const inputs = a.length / spec.r;
      for (let k = 0; k < spec.r; k++) {
        const row = Math.hypot(...a.slice(k * inputs, (k + 1) * inputs));
        const column = Math.hypot(...b.filter((_, i) => i % spec.r === k));
        expect(row, module).toBeCloseTo(column, 5);
      }
    }
  });

  it('is exported as an adapter of twice the rank on the unchanged base', () => {
    const start = lora.initialise(spec, tinyConfig, 1, base);
    const trained = new Map(
      [...start].map(([key, { shape, data }]) => [
        key,
        { shape, data: data.map((x, i) => x + 0.01 * Math.sin(i)) },
      ]),
    );
    const context = { config: tinyConfig, baseName: 'b', configJson: {}, base, trained };
    for (const one of [spec, { ...spec, rslora: true }]) {
      const [settingsFile, weightsFile] = lora.exportFiles(one, context);
      const written = JSON.parse(new TextDecoder().decode(settingsFile!.bytes));
      expect(written.r).toBe(2 * one.r);
      const plain = loraSpec({
        ...everywhere,
        r: written.r,
        loraAlpha: written.lora_alpha,
        rslora: written.use_rslora === true,
      });
      expect(scalingOf(plain)).toBeCloseTo(scalingOf(one), 10);
      if (one.rslora) continue;
      const ours = lora.merge(one, tinyConfig, base, trained)!;
      const theirs = lora.merge(plain, tinyConfig, base, readSafetensors(weightsFile!.bytes))!;
      for (const [key, { data }] of ours)
        expect(largestDifference(theirs.get(key)!.data, data), key).toBeLessThan(1e-5);
    }
  });
});

describe('what cannot be combined', () => {
  it.each<[string, Partial<LoraSpec>]>([
    ['init', { dora: true, init: 'pissa' }],
    ['init', { init: 'svd' as 'pissa' }],
    ['quantization', { dora: true, quantization: 'nf4' }],
    ['quantization', { init: 'pissa', quantization: 'int8' }],
    ['quantization', { quantization: 'fp4' as 'nf4' }],
    ['ratioB', { ratioB: 0 }],
    ['ratioB', { ratioB: Number.NaN }],
    ['ratioB', { ratioB: 1025 }],
  ])('names %s for %o', (field, changes) => {
    expect(lora.problems(loraSpec(changes), tinyConfig).map((problem) => problem.field)).toEqual([field]);
  });
});

it('writes what PEFT needs to know of a variant', () => {
  const trained = randomTensors(lora.addedShapes(variants.DoRA!, tinyConfig), 'adapter');
  const context = { config: tinyConfig, baseName: 'b', configJson: {}, base, trained };
  const settingsOf = (spec: LoraSpec) =>
    JSON.parse(new TextDecoder().decode(lora.exportFiles(spec, context)[0]!.bytes));
  expect(settingsOf(variants.DoRA!)).toMatchObject({ use_dora: true, r: 4, lora_alpha: 8 });
  expect(settingsOf(variants.rsLoRA!)).toMatchObject({ use_rslora: true, r: 4, lora_alpha: 8 });
  expect(settingsOf(variants.LoRA!)).not.toHaveProperty('use_dora');
  const keys = [...readSafetensors(lora.exportFiles(variants.DoRA!, context)[1]!.bytes).keys()];
  expect(keys.filter((key) => key.endsWith('q_proj.lora_magnitude_vector'))).toHaveLength(2);
});

it.each([
  ['PiSSA', 3, 8 / 3],
  ['PiSSA with the scale of rsLoRA', 4, 8 / 2],
] as const)('writes %s as plain LoRA of twice the rank, with the same factor of B A', (name, r, scale) => {
  const spec = variants[name]!;
  const trained = lora.initialise(spec, tinyConfig, 42, base);
  const files = lora.exportFiles(spec, { config: tinyConfig, baseName: 'b', configJson: {}, base, trained });
  const settings = JSON.parse(new TextDecoder().decode(files[0]!.bytes));
  expect(settings).not.toHaveProperty('init_lora_weights');
  expect(settings.r).toBe(2 * r);
  expect(settings.lora_alpha / (settings.use_rslora ? Math.sqrt(2 * r) : 2 * r)).toBeCloseTo(scale, 12);
  const written = lora.exportedSpec!(spec);
  expect(written).toMatchObject({ init: 'default', r: settings.r, loraAlpha: settings.lora_alpha });
  const shapes = [...readSafetensors(files[1]!.bytes)].map(([tensor, { shape }]) => [tensor, shape]);
  expect(new Map(shapes as [string, number[]][])).toEqual(new Map(lora.addedShapes(written, tinyConfig)));
});
