/** @file Labelled sets under their templates teach the shipped bases by LoRA with the workshop's settings, measured on held-out rows. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  applyTemplates,
  hasOneAnswer,
  type LabelledSet,
  labelledRows,
  templatesOf,
} from '../data/templates.ts';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { Language } from '../world/index.ts';
import { openBase } from './base.ts';
import { Run } from './run.ts';
import { shortSpec } from './testing/session-harness.ts';

const file = (language: Language, name: string) =>
  readFileSync(new URL(`../../public/models/lesson7-${language}/${name}`, import.meta.url));

it.each<[Language, LabelledSet, number]>([
  ['zh', 'dialogue', 0.6],
  ['en', 'code', 0.2],
])(
  '%s, %s: nothing right before, more than %d after 60 steps',
  async (language, set, wanted) => {
    const engine = openNodeCpu();
    const base = openBase(engine, `lesson7-${language}`, {
      config: file(language, 'config.json').toString(),
      tokenizer: file(language, 'tokenizer.json').toString(),
      weights: new Uint8Array(file(language, 'model.safetensors')),
    });
    const rows = labelledRows(base.world, set);
    const templates = templatesOf(language, set);
    const part = (split: 'train' | 'heldOut') => rows.filter((row) => row.split === split);
    const spec = shortSpec({
      model: base.name,
      method: { name: 'lora', r: 8, loraAlpha: 16, targets: ['q', 'v'], dropout: 0 },
      learningRate: 3e-3,
      steps: 60,
      batchSize: 16,
      data: {
        task: 'qa',
        size: null,
        maskPrompt: true,
        examples: applyTemplates(templates, part('train'), { seed: 42, most: 240 }),
        heldOut: applyTemplates(templates.filter(hasOneAnswer), part('heldOut'), { seed: 42, most: 64 }),
      },
    });
    const run = await Run.create(engine, base, spec);
    const measure = async () => (await run.evaluate({ everySteps: 60, samplePrompts: [] })).heldOutExactMatch;
    expect(await measure()).toBe(0);
    await run.advance(60);
    const after = await measure();
    expect(after).toBeGreaterThan(wanted);
    run.dispose();
    engine.dispose();
  },
  120_000,
);
