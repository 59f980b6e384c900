import { expect, it } from 'vitest';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { startOf, tinyBase } from '../testing/logits.ts';
import { ia3 } from './index.ts';

const spec = { name: 'ia3' } as const;

it('scales keys and values where they leave, MLP activations where they enter, as PEFT lays them out', () => {
  const { heads, headDim, ffnDim, layers } = tinyConfig;
  const width = heads * headDim;
  const start = startOf(spec, tinyBase());
  expect(start.size).toBe(3 * layers);
  const shapeOf = (module: string) => start.get(`base_model.model.model.layers.0.${module}.ia3_l`)!.shape;
  expect(shapeOf('self_attn.k_proj')).toEqual([width, 1]);
  expect(shapeOf('self_attn.v_proj')).toEqual([width, 1]);
  expect(shapeOf('mlp.down_proj')).toEqual([1, ffnDim]);
  for (const { data } of start.values()) expect(new Set(data)).toEqual(new Set([1]));
});

it('merges into rows of keys and values, columns of the last map, and nothing else', () => {
  const base = tinyBase();
  const trained = new Map(
    [...startOf(spec, base)].map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((_, i) => i + 2) },
    ]),
  );
  const merged = ia3.merge(spec, tinyConfig, base, trained)!;
  const [key, down] = ['self_attn.k_proj', 'mlp.down_proj'].map(
    (module) => `model.layers.1.${module}.weight`,
  );
  const inputs = tinyConfig.dModel;
  expect(merged.get(key!)!.data[2 * inputs + 3]).toBeCloseTo(4 * base.get(key!)!.data[2 * inputs + 3]!, 5);
  const ffn = tinyConfig.ffnDim;
  expect(merged.get(down!)!.data[2 * ffn + 3]).toBeCloseTo(5 * base.get(down!)!.data[2 * ffn + 3]!, 5);
  const changed = [...merged].filter(([name, tensor]) => tensor !== base.get(name)).map(([name]) => name);
  expect(changed).toHaveLength(3 * tinyConfig.layers);
});
