import { expect, it } from 'vitest';
import { trainableParameters } from '../../costs/index.ts';
import { configJson } from '../../model/config.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { startOf, tinyBase } from '../testing/logits.ts';
import { bitfit } from './index.ts';

const spec = { name: 'bitfit' } as const;

it('has nothing to train on the base as it is: the costs say an honest 0', () => {
  const json = configJson(tinyConfig, { bos: 0, eos: 1, pad: 2 });
  expect(trainableParameters(json, { peft_type: 'BITFIT' })).toBe(0);
});

it('gives all seven maps of every block a bias of zeros', () => {
  const start = startOf(spec, tinyBase());
  expect(start.size).toBe(7 * tinyConfig.layers);
  expect(start.get('model.layers.1.mlp.gate_proj.bias')!.shape).toEqual([tinyConfig.ffnDim]);
  expect(start.get('model.layers.0.self_attn.v_proj.bias')!.shape).toEqual([8]);
  for (const { data } of start.values()) expect(new Set(data)).toEqual(new Set([0]));
});

it('says in its files which model has a place for biases', () => {
  const trained = startOf(spec, tinyBase());
  const context = { config: tinyConfig, baseName: 'b', configJson: {}, base: tinyBase(), trained };
  const [settings] = bitfit.exportFiles(spec, context);
  expect(JSON.parse(new TextDecoder().decode(settings!.bytes))).toMatchObject({
    base_model_name_or_path: 'b',
    config: { attention_bias: true, mlp_bias: true },
  });
});
