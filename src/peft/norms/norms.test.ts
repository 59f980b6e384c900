import { expect, it } from 'vitest';
import { readSafetensors } from '../../model/safetensors.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { startOf, tinyBase } from '../testing/logits.ts';
import { norms } from './index.ts';

it('trains every norm: two of each block and the last one', () => {
  const names = [...startOf({ name: 'norms' }, tinyBase()).keys()];
  expect(names).toHaveLength(2 * tinyConfig.layers + 1);
  expect(names).toContain('model.norm.weight');
  expect(names).toContain('model.layers.1.post_attention_layernorm.weight');
});

it("writes PEFT's names and reads them back", () => {
  const trained = startOf({ name: 'norms' }, tinyBase());
  const context = { config: tinyConfig, baseName: 'b', configJson: {}, base: tinyBase(), trained };
  const [settings, weights] = norms.exportFiles({ name: 'norms' }, context);
  expect(JSON.parse(new TextDecoder().decode(settings!.bytes))).toMatchObject({ peft_type: 'LN_TUNING' });
  const written = readSafetensors(weights!.bytes);
  expect([...written.keys()]).toContain('base_model.model.model.norm.ln_tuning_layers.weight');
  expect([...written.keys()]).toContain(
    'base_model.model.model.layers.0.input_layernorm.ln_tuning_layers.weight',
  );
  expect(norms.readFile!({ name: 'norms' }, written)).toEqual(new Map([...trained].sort()));
});
