/** @file The course's own tiny model: what is computed beside what its own writers write. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterFileBytes, totalParameters, trainableParameters } from '../costs/counts.ts';
import { trainingMemory } from '../costs/memory.ts';
import { configJson } from '../model/config.ts';
import { shippedSizes as config } from '../model/testing/shipped-sizes.ts';
import { lora } from './lora/index.ts';
import { LINEAR_TARGETS, type LoraSpec } from './spec.ts';

const json = configJson(config, { bos: 0, eos: 1, pad: 2 });

describe('the tiny model', () => {
  it('has 1024 x 128 + 4 (4 x 128^2 + 3 x 128 x 336 + 2 x 128) + 128 parameters', () => {
    expect(totalParameters(json)).toBe(910_464);
  });

  it('exports an adapter of exactly the computed size', () => {
    for (const r of [1, 8, 64]) {
      for (const targets of [['q', 'v'], [...LINEAR_TARGETS]] as LoraSpec['targets'][]) {
        const spec: LoraSpec = { name: 'lora', r, loraAlpha: 16, targets, dropout: 0 };
        const trained = lora.initialise(spec, config, 42, new Map());
        const files = lora.exportFiles(spec, {
          config,
          baseName: 'lesson7-zh',
          configJson: json,
          base: new Map(),
          trained,
        });
        const adapter = files.find(({ name }) => name === 'adapter_model.safetensors')!;
        const settings = files.find(({ name }) => name === 'adapter_config.json')!;
        const peft: unknown = JSON.parse(new TextDecoder().decode(settings.bytes));
        expect(adapterFileBytes(json, peft)).toBe(adapter.bytes.length);
        const numbers = [...trained.values()].reduce((sum, { data }) => sum + data.length, 0);
        expect(trainableParameters(json, peft)).toBe(numbers);
        // The engine keeps both moments in float32.
        expect(trainingMemory(json, peft, { precision: 'float32' }).optimizer).toBe(8 * numbers);
      }
    }
  });

  const shipped = ['lesson7-zh', 'lesson7-en'].filter((name) =>
    existsSync(`public/models/${name}/config.json`),
  );
  it.skipIf(shipped.length === 0)('ships files of exactly the computed size', () => {
    for (const name of shipped) {
      const published: unknown = JSON.parse(readFileSync(`public/models/${name}/config.json`, 'utf8'));
      const { size } = statSync(`public/models/${name}/model.safetensors`);
      expect(adapterFileBytes(published, { peft_type: 'FULL' }), name).toBe(size);
    }
  });
});
