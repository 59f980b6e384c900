/** @file What holds of every method: counts and files as `src/costs` computes them, runs that leave the frozen alone. */
import { describe, expect, it } from 'vitest';
import { adapterFileBytes, trainableParameters } from '../costs/index.ts';
import { largestDifference } from '../engine/testing/compare.ts';
import { BATCH_SIZE, randomBatch, SEQUENCE_LENGTH, settings } from '../engine/testing/random.ts';
import { configJson } from '../model/config.ts';
import { llama, parameterShapes } from '../model/llama.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { tinyConfig } from '../model/testing/tiny.ts';
import { countTrainable, methodOf } from './index.ts';
import type { MethodSpec } from './spec.ts';
import { engine, logitsOf, startOf, TOKENS, tinyBase, tuned } from './testing/logits.ts';
import { loraSpec, otherMethods } from './testing/tiny.ts';

const json = { ...configJson(tinyConfig, { bos: 0, eos: 1, pad: 2 }), torch_dtype: 'float32' };
const shapes = parameterShapes(tinyConfig);

/** As `src/costs` knows methods that PEFT has no config for. */
function costsConfig(spec: MethodSpec): Record<string, unknown> | null {
  if (spec.name === 'head') return { peft_type: 'HEAD' };
  if (spec.name === 'layers') return { peft_type: 'LAYERS', last: spec.last };
  if (spec.name === 'houlsby') return { peft_type: 'HOULSBY', bottleneck: spec.bottleneck };
  if (spec.name === 'pfeiffer') return { peft_type: 'PFEIFFER', bottleneck: spec.bottleneck };
  return spec.name === 'bitfit' ? { peft_type: 'BITFIT' } : null;
}

/** BitFit is counted on the model that has a place for biases. */
const costsModel = (spec: MethodSpec) =>
  spec.name === 'bitfit' ? { ...json, attention_bias: true, mlp_bias: true } : json;

function filesOf(spec: MethodSpec, trained = startOf(spec, tinyBase())) {
  const context = { config: tinyConfig, baseName: 'tiny', configJson: json, base: tinyBase(), trained };
  const files = methodOf(spec).exportFiles(spec, context);
  const weights = files.find(({ name }) => name.endsWith('.safetensors'))!.bytes;
  const settings = JSON.parse(
    new TextDecoder().decode(files.find(({ name }) => name.endsWith('.json'))!.bytes),
  ) as Record<string, unknown>;
  return { weights, settings };
}

const all: readonly [string, MethodSpec][] = [...otherMethods, ['LoRA', loraSpec()]];

describe.each(all)('%s', (name, spec) => {
  const method = methodOf(spec);

  it('is a good spec', () => {
    expect(method.problems(spec, tinyConfig)).toEqual([]);
  });

  it('trains as many numbers as the costs of the same model say', () => {
    const peft = costsConfig(spec) ?? filesOf(spec).settings;
    const numbers = [...startOf(spec, tinyBase()).values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(trainableParameters(costsModel(spec), peft)).toBe(numbers);
    expect(countTrainable(method, spec, tinyConfig, shapes)).toBe(numbers);
  });

  // A head that shares its table is written under the table's name there, and as a copy here.
  it.skipIf(spec.name === 'head')('writes a file of exactly the computed size', () => {
    const { weights, settings } = filesOf(spec);
    expect(weights.length).toBe(adapterFileBytes(costsModel(spec), costsConfig(spec) ?? settings));
  });

  it('starts with what it adds, in the shapes that it says', () => {
    const start = method.initialise(spec, tinyConfig, 3, tinyBase());
    expect([...start].map(([tensor, { shape }]) => [tensor, [...shape]])).toEqual(
      method.addedShapes(spec, tinyConfig),
    );
    for (const { shape, data } of start.values()) {
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
    expect(method.initialise(spec, tinyConfig, 3, tinyBase())).toEqual(start);
  });

  it('is what the traced model asks for, in training and in generation', () => {
    const known = new Map([...shapes, ...method.addedShapes(spec, tinyConfig)]);
    for (const { graph } of [tuned(spec).traceSequences(2, 4, true), tuned(spec).traceStep()])
      expect(new Map(graph.parameters.map((tensor) => [tensor.name, [...tensor.shape]]))).toEqual(known);
  });

  it('changes what it trains and leaves every other weight of the base bit by bit', async () => {
    const base = tinyBase();
    const trainable = startOf(spec, base);
    const frozen = engine.createWeights(base);
    const trainer = await engine.createTrainer({
      model: tuned(spec),
      batchSize: BATCH_SIZE,
      sequenceLength: SEQUENCE_LENGTH,
      frozen,
      trainable,
    });
    for (let step = 1; step <= 4; step++)
      trainer.step(randomBatch(`${step}`), settings(step, { learningRate: 0.03 }));
    const losses = (await trainer.metrics()).map(({ loss }) => loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    const after = await trainer.weights.read();
    expect([...after.keys()]).toEqual([...trainable.keys()]);
    for (const [tensor, { data }] of after)
      expect(largestDifference(data, trainable.get(tensor)!.data), `${name}: ${tensor}`).toBeGreaterThan(0);
    expect(await frozen.read()).toEqual(base);
    trainer.dispose();
    frozen.dispose();
  });

  it('generates token by token what it scores at once', async () => {
    const base = tinyBase();
    const trained = startOf(spec, base);
    const model = tuned(spec);
    const tokens = TOKENS.slice(0, Math.min(TOKENS.length, model.contextLength));
    const all = await logitsOf(model, [trained, base], tokens);
    const weights = [trained, base].map((tensors) => engine.createWeights(tensors));
    const decoder = await engine.createDecoder({ model, weights });
    expect(decoder.contextLength).toBe(model.contextLength);
    const width = tinyConfig.vocabularySize;
    for (let round = 0; round < 2; round++) {
      decoder.reset();
      for (const [i, token] of tokens.entries()) {
        const logits = await decoder.feed([token]);
        const expected = all.slice(i * width, (i + 1) * width);
        expect(largestDifference(logits, expected), `token ${i}`).toBeLessThan(2e-5);
      }
    }
    const room = model.contextLength - tokens.length;
    await expect(decoder.feed(Array(room + 1).fill(0))).rejects.toThrow(RangeError);
    decoder.dispose();
    for (const held of weights) held.dispose();
  });

  it('comes back from its files as the model that was trained', async () => {
    const base = tinyBase();
    const trained = startOf(spec, base, 5);
    const read = readSafetensors(filesOf(spec, trained).weights);
    const exported = method.exportedSpec?.(spec) ?? spec;
    const again = method.readFile?.(spec, read) ?? read;
    const before = await logitsOf(tuned(spec), [trained, base]);
    expect(largestDifference(await logitsOf(tuned(exported), [again, base]), before)).toBeLessThan(1e-5);
  });
});

/** What PEFT has no format for: new values of weights that Transformers knows, and modules that no library knows. */
const CHANGED = ['the head', 'the last block', 'BitFit'];
const OPENED_BY_HAND: Readonly<Record<string, string>> = {
  'Houlsby adapters': 'added_modules',
  'Pfeiffer adapters': 'added_modules',
};

describe('the files', () => {
  it.each(all)('of %s say what opens them', (name, spec) => {
    const context = { config: tinyConfig, baseName: 'b', configJson: json, base: tinyBase() };
    const trained = startOf(spec, context.base);
    const files = methodOf(spec)
      .exportFiles(spec, { ...context, trained })
      .map((file) => file.name);
    const stem = OPENED_BY_HAND[name] ?? (CHANGED.includes(name) ? 'changed_weights' : null);
    expect(files).toEqual(
      stem ? [`${stem}.json`, `${stem}.safetensors`] : ['adapter_config.json', 'adapter_model.safetensors'],
    );
  });
});

/** Methods whose papers begin at the base itself. */
const UNCHANGED = ['the head', 'the last block', 'BitFit', 'norms', '(IA)³', 'LoRA'];
/** Those that compute the same by another sum. */
const NEARLY = ['Houlsby adapters', 'Pfeiffer adapters'];

describe('step 0', () => {
  it.each(all)('of %s is the base where the paper has that', async (name, spec) => {
    const base = tinyBase();
    const start = await logitsOf(tuned(spec), [startOf(spec, base), base]);
    const plain = await logitsOf(llama(tinyConfig), [base]);
    if (UNCHANGED.includes(name)) expect([...start]).toEqual([...plain]);
    else if (NEARLY.includes(name)) expect(largestDifference(start, plain)).toBeLessThan(1e-5);
    else expect(largestDifference(start, plain)).toBeGreaterThan(0.01);
  });
});

describe('merging', () => {
  it.each(all)('%s gives weights that answer the same, or says that it cannot', async (name, spec) => {
    const base = tinyBase();
    const model = tuned(spec);
    const trainable = startOf(spec, base, 2);
    const frozen = engine.createWeights(base);
    const trainer = await engine.createTrainer({
      model,
      batchSize: BATCH_SIZE,
      sequenceLength: SEQUENCE_LENGTH,
      frozen,
      trainable,
    });
    for (let step = 1; step <= 3; step++)
      trainer.step(randomBatch(`${step}`), settings(step, { learningRate: 0.1 }));
    const trained = await trainer.weights.read();
    trainer.dispose();
    frozen.dispose();
    const merged = methodOf(spec).merge(spec, tinyConfig, base, trained);
    expect(merged !== null).toBe(['the last block', 'norms', '(IA)³', 'LoRA'].includes(name));
    if (!merged) return;
    const beside = await logitsOf(model, [trained, base]);
    expect(largestDifference(await logitsOf(llama(tinyConfig), [merged]), beside)).toBeLessThan(1e-4);
    expect(largestDifference(await logitsOf(llama(tinyConfig), [base]), beside)).toBeGreaterThan(0.1);
  });
});
