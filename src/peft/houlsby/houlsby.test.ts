import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../model/safetensors.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { pfeiffer } from '../pfeiffer/index.ts';
import { startOf, tinyBase, tuned } from '../testing/logits.ts';
import { houlsby } from './index.ts';

describe.each([
  ['Houlsby', houlsby, { name: 'houlsby', bottleneck: 4 }, 2, 'gelu'],
  ['Pfeiffer', pfeiffer, { name: 'pfeiffer', bottleneck: 4 }, 1, 'relu'],
] as const)('%s adapters', (_, method, spec, perBlock, activation) => {
  it(`are ${perBlock} in a block, with 2 d r + r + d numbers each`, () => {
    const { dModel, layers } = tinyConfig;
    const start = startOf(spec, tinyBase());
    const numbers = [...start.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(numbers).toBe(perBlock * layers * (2 * dModel * 4 + 4 + dModel));
    const nodes = tuned(spec).traceSequences(2, 3, true).graph.nodes;
    const bent = nodes.filter(({ op, attributes }) => op === 'bias' && attributes.activation === activation);
    expect(bent).toHaveLength(perBlock * layers);
  });

  it('begin with the widening maps and all biases at zero', () => {
    for (const [name, { data }] of startOf(spec, tinyBase())) {
      const values = new Set(data);
      if (name.endsWith('.down.weight')) expect(values.size).toBeGreaterThan(1);
      else expect(values).toEqual(new Set([0]));
    }
  });

  it('say in their files where they stand and what they compute', () => {
    const trained = startOf(spec, tinyBase());
    const context = { config: tinyConfig, baseName: 'b', configJson: {}, base: tinyBase(), trained };
    const [settings, weights] = method.exportFiles(spec as never, context);
    const behind = { attention_adapter: 'self_attn.o_proj', output_adapter: 'mlp.down_proj' };
    const { attention_adapter: _, ...last } = behind;
    expect(JSON.parse(new TextDecoder().decode(settings!.bytes))).toMatchObject({
      method: spec.name,
      base_model_name_or_path: 'b',
      bottleneck: 4,
      behind: perBlock === 2 ? behind : last,
      // Transformers' name of the GELU that the engine computes.
      non_linearity: activation === 'gelu' ? 'gelu_pytorch_tanh' : activation,
    });
    expect([...readSafetensors(weights!.bytes).keys()].sort()).toEqual([...trained.keys()].sort());
  });

  it.each([0, 13, 2.5, Number.NaN])('refuse a bottleneck of %s', (bottleneck) => {
    const problems = method.problems({ ...spec, bottleneck } as never, tinyConfig);
    expect(problems).toEqual([{ field: 'bottleneck', value: bottleneck, allowed: '1–12' }]);
  });
});
