import { describe, expect, it } from 'vitest';
import { DATA_NAMES } from '../world/index.ts';
import {
  clampSpec,
  DEFAULT_FULL_RATE,
  DEFAULT_LORA,
  DEFAULT_LORA_RATE,
  DEFAULT_SPEC,
  labSpecs,
  quickSpec,
  sftSpec,
  WIDGET_PARAMS,
} from './defaults.ts';
import { defaultsOf } from './params.ts';

describe('default runs', () => {
  it('are within the bounds of the engine', () => {
    expect(clampSpec(DEFAULT_SPEC)).toEqual(DEFAULT_SPEC);
  });

  it('name a task of the world', () => {
    expect(DATA_NAMES).toContain(DEFAULT_SPEC.data.task);
  });

  it('give LoRA several times the learning rate of full fine-tuning, not a hundred times', () => {
    expect(DEFAULT_LORA_RATE / DEFAULT_FULL_RATE).toBeGreaterThanOrEqual(2);
    expect(DEFAULT_LORA_RATE / DEFAULT_FULL_RATE).toBeLessThanOrEqual(20);
  });

  it('race on the same seed, batches and steps, each at its own rate', () => {
    const [full, lora] = labSpecs(defaultsOf(WIDGET_PARAMS['lora-lab']), 'lesson7-en');
    expect(full?.spec.method).toEqual({ name: 'full' });
    expect(lora?.spec.method.name).toBe('lora');
    for (const key of ['seed', 'batchSize', 'steps', 'model', 'data'] as const) {
      expect(full?.spec[key]).toEqual(lora?.spec[key]);
    }
    expect(full?.spec.optimizer.learningRate).toBe(DEFAULT_FULL_RATE);
    expect(lora?.spec.optimizer.learningRate).toBe(DEFAULT_LORA_RATE);
  });

  it('follow the widget', () => {
    const values = { ...defaultsOf(WIDGET_PARAMS['sft-live']), promptLoss: true, lr: 0.01 };
    const spec = sftSpec(values, 'lesson7-zh');
    expect(spec.data.maskPrompt).toBe(false);
    expect(spec.optimizer.learningRate).toBe(0.01);
    expect(quickSpec('lora', 'lesson7-zh', 3).seed).toBe(3);
  });
});

describe('clampSpec', () => {
  it('repairs every field that makes no sense', () => {
    const nonsense = {
      ...DEFAULT_SPEC,
      method: { name: 'lora' as const, r: Number.NaN, loraAlpha: -1, targets: [], dropout: 5 },
      data: { task: 'qa', size: -3, maskPrompt: true },
      optimizer: { ...DEFAULT_SPEC.optimizer, learningRate: Number.POSITIVE_INFINITY, clipNorm: 0 },
      schedule: { name: 'nonsense' as never, warmupSteps: 1e9 },
      steps: 0,
      batchSize: 1e6,
      seed: -1.5,
    };
    const spec = clampSpec(nonsense);
    expect(spec.method).toMatchObject({ r: 8, targets: DEFAULT_LORA.targets, dropout: 0.9 });
    expect(spec.data.size).toBe(1);
    expect(spec.optimizer.learningRate).toBe(DEFAULT_SPEC.optimizer.learningRate);
    expect(spec).toMatchObject({ steps: 1, batchSize: 64, seed: 0 });
    expect(spec.schedule).toEqual({ name: DEFAULT_SPEC.schedule.name, warmupSteps: 1 });
  });
});
