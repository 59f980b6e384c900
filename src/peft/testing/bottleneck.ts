/** @file What the tests of Houlsby's and Pfeiffer's adapters share. */
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../model/safetensors.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import type { Method } from '../method.ts';
import type { HoulsbySpec, PfeifferSpec } from '../spec.ts';
import { startOf, tinyBase, tuned } from './logits.ts';

/** What holds for every bottleneck adapter. @param perBlock adapters in each block; @param activation between the maps */
export function describeBottleneck<Spec extends HoulsbySpec | PfeifferSpec>(
  method: Method<Spec>,
  spec: Spec,
  perBlock: 1 | 2,
  activation: 'gelu' | 'relu',
): void {
  describe(`adapters of ${spec.name}`, () => {
    it(`are ${perBlock} in a block, with 2 d r + r + d numbers each`, () => {
      const { dModel, layers } = tinyConfig;
      const start = startOf(spec, tinyBase());
      const numbers = [...start.values()].reduce((sum, { data }) => sum + data.length, 0);
      expect(numbers).toBe(perBlock * layers * (2 * dModel * 4 + 4 + dModel));
      const nodes = tuned(spec).traceSequences(2, 3, true).graph.nodes;
      const activated = nodes.filter(
        ({ op, attributes }) => op === 'bias' && attributes.activation === activation,
      );
      expect(activated).toHaveLength(perBlock * layers);
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
      const [settings, weights] = method.exportFiles(spec, context);
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
      const problems = method.problems({ ...spec, bottleneck }, tinyConfig);
      expect(problems).toEqual([{ field: 'bottleneck', value: bottleneck, allowed: '1–12' }]);
    });
  });
}
