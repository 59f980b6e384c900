import { describe, expect, it } from 'vitest';
import { randomTensors } from '../../engine/testing/random.ts';
import { linearNames, llama, parameterShapes } from '../../model/llama.ts';
import { readSafetensors } from '../../model/safetensors.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { countTrainable } from '../index.ts';
import { LINEAR_TARGETS, type LoraSpec } from '../spec.ts';
import { loraSpec } from '../testing/tiny.ts';
import { adaptedModules, lora, mergedWeight, targetShape } from './index.ts';

const everywhere = loraSpec({ targets: [...LINEAR_TARGETS] });
const fields = (changes: Partial<LoraSpec>) =>
  lora.problems(loraSpec(changes), tinyConfig).map(({ field }) => field);

describe('the spec of LoRA', () => {
  it('is good at its ends', () => {
    expect(fields({ r: 1 })).toEqual([]);
    expect(fields({ r: tinyConfig.dModel })).toEqual([]);
    expect(fields({ dropout: 0.9, loraAlpha: 1024 })).toEqual([]);
  });

  it.each<[string, Partial<LoraSpec>]>([
    ['r', { r: 0 }],
    ['r', { r: 1.5 }],
    ['r', { r: tinyConfig.dModel + 1 }],
    ['r', { r: Number.NaN }],
    ['loraAlpha', { loraAlpha: 0 }],
    ['loraAlpha', { loraAlpha: Number.POSITIVE_INFINITY }],
    ['loraAlpha', { loraAlpha: Number.NaN }],
    ['dropout', { dropout: 1 }],
    ['dropout', { dropout: -0.1 }],
    ['dropout', { dropout: Number.NaN }],
    ['targets', { targets: [] }],
    ['targets', { targets: ['lm_head' as 'q'] }],
  ])('names %s when that is %o', (field, changes) => {
    expect(fields(changes)).toEqual([field]);
  });

  it('names every field that is wrong, and what it may be', () => {
    expect(fields({ r: 0, dropout: 2 })).toEqual(['r', 'dropout']);
    expect(lora.problems(loraSpec({ r: 0 }), tinyConfig)[0]).toEqual({
      field: 'r',
      value: 0,
      allowed: '1–12',
    });
  });
});

describe('what LoRA adds', () => {
  it('has the names of PEFT, layer by layer, in the order of the forward pass', () => {
    const spec = loraSpec({ targets: ['v', 'q'] });
    expect(lora.addedShapes(spec, tinyConfig).slice(0, 4)).toEqual([
      ['base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight', [4, 12]],
      ['base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight', [8, 4]],
      ['base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight', [4, 12]],
      ['base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight', [8, 4]],
    ]);
    expect(adaptedModules(everywhere, tinyConfig)).toHaveLength(7 * tinyConfig.layers);
  });

  it('counts r (in + out) numbers for every map', () => {
    for (const r of [1, 3, 8]) {
      const expected = LINEAR_TARGETS.reduce((sum, target) => {
        const [outputs, inputs] = targetShape(tinyConfig, target);
        return sum + r * (outputs + inputs);
      }, 0);
      const spec = { ...everywhere, r };
      expect(countTrainable(lora, spec, tinyConfig, parameterShapes(tinyConfig))).toBe(
        expected * tinyConfig.layers,
      );
    }
  });

  it('is what the traced model asks for, and nothing of it is missing from the base', () => {
    for (const spec of [loraSpec({ r: 1 }), everywhere, loraSpec({ targets: ['down'], dropout: 0.1 })]) {
      const { graph } = llama(tinyConfig, lora.hooks(spec)).traceSequences(2, 3, true);
      const asked = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
      const known = new Map([...parameterShapes(tinyConfig), ...lora.addedShapes(spec, tinyConfig)]);
      expect(asked).toEqual(known);
    }
  });

  it('starts with B at zero and A within one over the root of its inputs, the same for the same seed', () => {
    const start = lora.initialise(everywhere, tinyConfig, 7, new Map());
    expect(lora.initialise(everywhere, tinyConfig, 7, new Map())).toEqual(start);
    expect(lora.initialise(everywhere, tinyConfig, 8, new Map())).not.toEqual(start);
    for (const [name, { shape, data }] of start) {
      if (name.endsWith('lora_B.weight')) expect(new Set(data)).toEqual(new Set([0]));
      else {
        const bound = 1 / Math.sqrt(shape[1]!);
        expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(bound);
        expect(Math.max(...data.map(Math.abs))).toBeGreaterThan(bound / 2);
      }
    }
  });

  it('drops inputs in training only, and each map its own', () => {
    const model = llama(tinyConfig, lora.hooks(loraSpec({ dropout: 0.1 })));
    const dropouts = (training: boolean) =>
      model.traceSequences(2, 3, training).graph.nodes.filter(({ op }) => op === 'dropout');
    expect(dropouts(false)).toHaveLength(0);
    expect(dropouts(true)).toHaveLength(2 * tinyConfig.layers);
    expect(new Set(dropouts(true).map(({ attributes }) => attributes.salt)).size).toBe(2 * tinyConfig.layers);
    expect(model.traceStep().graph.nodes.some(({ op }) => op === 'dropout')).toBe(false);
  });
});

describe('merging', () => {
  it('adds alpha over r times B A', () => {
    const base = Float32Array.of(1, 2, 3, 4, 5, 6);
    const a = Float32Array.of(1, 0, 2, 0, 1, -1);
    const b = Float32Array.of(1, 10, 0, 2);
    expect([...mergedWeight(base, a, b, 2, 0.5)]).toEqual([1.5, 7, -1, 4, 6, 5]);
    expect([...base]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('changes the adapted maps and nothing else', () => {
    const spec = loraSpec({ targets: ['o'] });
    const base = randomTensors(parameterShapes(tinyConfig), 'base');
    const trained = randomTensors(lora.addedShapes(spec, tinyConfig), 'adapter');
    const merged = lora.merge(spec, tinyConfig, base, trained)!;
    expect([...merged.keys()]).toEqual([...base.keys()]);
    for (const [name, tensor] of merged) {
      const adapted = name === `${linearNames(0).o}.weight` || name === `${linearNames(1).o}.weight`;
      expect(tensor === base.get(name), name).toBe(!adapted);
    }
  });

  it('says which map lacks a weight', () => {
    const base = randomTensors(parameterShapes(tinyConfig), 'base');
    expect(() => lora.merge(loraSpec(), tinyConfig, base, new Map())).toThrow(/layers\.0\.self_attn\.q_proj/);
  });
});

describe('the files of an adapter', () => {
  const spec = loraSpec({ r: 2, loraAlpha: 6, targets: ['v', 'q', 'down'], dropout: 0.05 });
  const trained = randomTensors(lora.addedShapes(spec, tinyConfig), 'adapter');
  const files = lora.exportFiles(spec, {
    config: tinyConfig,
    baseName: 'lesson7-zh',
    configJson: {},
    base: new Map(),
    trained,
  });

  it('are those of PEFT', () => {
    expect(files.map(({ name }) => name)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(JSON.parse(new TextDecoder().decode(files[0]!.bytes))).toEqual({
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: 'lesson7-zh',
      r: 2,
      lora_alpha: 6,
      lora_dropout: 0.05,
      target_modules: ['q_proj', 'v_proj', 'down_proj'],
      bias: 'none',
      inference_mode: true,
    });
  });

  it('hold the adapter in float32, to the bit', () => {
    const read = readSafetensors(files[1]!.bytes);
    expect(new Set(read.keys())).toEqual(new Set(trained.keys()));
    for (const [name, { data }] of trained) expect(read.get(name)!.data).toEqual(data);
  });
});
