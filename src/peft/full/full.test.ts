import { describe, expect, it } from 'vitest';
import { randomTensors } from '../../engine/testing/random.ts';
import { countParameters, parameterShapes } from '../../model/llama.ts';
import { readSafetensors } from '../../model/safetensors.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { countTrainable } from '../index.ts';
import { full } from './index.ts';

describe('full fine-tuning', () => {
  it('trains every weight and adds none', () => {
    const shapes = parameterShapes(tinyConfig);
    expect(countTrainable(full, { name: 'full' }, tinyConfig, shapes)).toBe(countParameters(tinyConfig));
    expect(full.addedShapes({ name: 'full' }, tinyConfig)).toEqual([]);
    expect(full.problems({ name: 'full' }, tinyConfig)).toEqual([]);
    expect(full.initialise({ name: 'full' }, tinyConfig, 1, new Map()).size).toBe(0);
  });

  it('leaves a model as Transformers would write it', () => {
    const trained = randomTensors(parameterShapes(tinyConfig), 'trained');
    const configJson = { model_type: 'llama' };
    const files = full.exportFiles(
      { name: 'full' },
      { config: tinyConfig, baseName: 'b', configJson, base: new Map(), trained },
    );
    expect(files.map(({ name }) => name)).toEqual(['config.json', 'model.safetensors']);
    expect(JSON.parse(new TextDecoder().decode(files[0]!.bytes))).toEqual(configJson);
    expect([...readSafetensors(files[1]!.bytes).keys()].sort()).toEqual([...trained.keys()].sort());
    expect(full.merge({ name: 'full' }, tinyConfig, trained, trained)).toBe(trained);
  });
});
