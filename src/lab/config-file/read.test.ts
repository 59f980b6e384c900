/** @file Configs as the tools' own examples write them, our exports read back, and files that are none. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { llamaFactoryFiles } from '../../exports/llamafactory.ts';
import { type Plan, startOf } from '../../exports/plan.ts';
import { trlSftFiles } from '../../exports/trl.ts';
import { DEFAULT_LORA, makeSpec } from '../../recipes/defaults.ts';
import type { RunSpec } from '../../train/spec.ts';
import { ConfigError, readConfig, readConfigFile } from './read.ts';

const LLAMA_FACTORY = `
### model
model_name_or_path: Qwen/Qwen3-4B-Instruct-2507
trust_remote_code: true
### method
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
### dataset
dataset: identity,alpaca_en_demo
template: qwen3_nothink
cutoff_len: 2048
max_samples: 1000
### output
output_dir: saves/qwen3-4b/lora/sft
logging_steps: 10
### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
`;

const TRL = `
model_name_or_path: Qwen/Qwen2-0.5B
dataset_name: trl-lib/Capybara
learning_rate: 2e-4
max_steps: 50
per_device_train_batch_size: 32
gradient_accumulation_steps: 8
use_peft: yes
lora_r: 32
lora_alpha: 16
lora_target_modules: [q_proj, v_proj, lm_head]
optim: adamw_8bit
lr_scheduler_type: cosine_with_restarts
lora_bias: all
`;

describe('a config of LLaMA-Factory', () => {
  it('becomes a run, and what does not carry over is listed', async () => {
    const { tool, spec, skipped } = await readConfig(LLAMA_FACTORY, 'lesson7-en');
    expect(tool).toBe('llamafactory');
    expect(spec).toMatchObject({
      model: 'lesson7-en',
      method: { name: 'lora', r: 8, loraAlpha: 16, targets: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] },
      optimizer: { name: 'adamw', learningRate: 1e-4 },
      schedule: { name: 'cosine', warmupSteps: 20 },
      batchSize: 8,
      data: { mask: 'assistant' },
    });
    expect(skipped.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      'num_train_epochs epochs',
      'model_name_or_path model',
      'dataset data',
      'template template',
      'max_samples unknown',
      'bf16 precision',
    ]);
  });
});

describe('a config of TRL', () => {
  it('is read as PyYAML reads it, and values go to the nearest', async () => {
    const { tool, spec, skipped } = await readConfig(TRL, 'lesson7-zh');
    expect(tool).toBe('trl');
    expect(spec).toMatchObject({
      method: { name: 'lora', r: 32, loraAlpha: 16, targets: ['q', 'v'] },
      optimizer: { name: 'adamw', learningRate: 2e-4 },
      steps: 50,
      batchSize: 64,
    });
    const of = (key: string) => skipped.find((one) => one.key === key);
    expect(of('per_device_train_batch_size')).toMatchObject({ reason: 'nearest', now: '64' });
    expect(of('lora_target_modules')).toMatchObject({ reason: 'nearest', now: 'q_proj, v_proj' });
    expect(of('optim')).toMatchObject({ reason: 'nearest', now: 'adamw' });
    expect(of('lr_scheduler_type')).toMatchObject({ reason: 'value', value: 'cosine_with_restarts' });
    expect(of('lora_bias')).toMatchObject({ reason: 'unknown', value: 'all' });
  });

  it('without PEFT is full fine-tuning', async () => {
    const { spec } = await readConfig('learning_rate: 1e-3\nlora_r: 4', 'lesson7-zh');
    expect(spec.method).toEqual({ name: 'full' });
  });
});

describe('what the page exports', () => {
  const RUNS: Record<string, RunSpec> = {
    lora: makeSpec({ method: { ...DEFAULT_LORA, r: 4, dora: true }, learningRate: 3e-3, steps: 40, seed: 7 }),
    full: makeSpec({ schedule: { name: 'cosine', warmupSteps: 5 }, steps: 30, data: { maskPrompt: false } }),
    sgd: {
      ...makeSpec({ steps: 20 }),
      optimizer: { name: 'sgd', learningRate: 0.03, weightDecay: 0, clipNorm: 1, momentum: 0.9 },
    },
  };
  const files = { trl: trlSftFiles, llamafactory: llamaFactoryFiles };

  it.each(
    Object.keys(RUNS).flatMap((name) =>
      (['trl', 'llamafactory'] as const).map((tool) => [name, tool] as const),
    ),
  )('comes back as the same run: %s in %s', async (name, tool) => {
    const spec = RUNS[name]!;
    const mask = spec.data.maskPrompt ? 'completion' : 'everything';
    const plan: Plan = {
      spec,
      start: startOf(spec),
      mask,
      maxLength: 129,
      isSingle: true,
      rows: 9,
      real: null,
    };
    const file = files[tool](plan).find((one) => one.name.endsWith('.yaml'))!;
    const { spec: back, skipped } = await readConfig(new TextDecoder().decode(file.bytes), spec.model);
    // With one answer in a row its mask is said as that of all answers.
    const { data: _, ...rest } = spec;
    const { data: __, ...found } = back;
    expect(found).toEqual(rest);
    expect(skipped.filter(({ reason }) => !['model', 'data', 'precision'].includes(reason))).toEqual([]);
  });
});

describe('files that are none', () => {
  const code = (text: string) =>
    readConfig(text, 'lesson7-zh').then(
      () => 'read',
      (error: ConfigError) => `${error.code} ${error.line}`,
    );

  it('get one sentence each', async () => {
    expect(await code('')).toBe('noSettings null');
    expect(await code('- a\n- b')).toBe('noSettings null');
    expect(await code('just words')).toBe('noSettings null');
    expect(await code('base_model: x\nmicro_batch_size: 2')).toBe('otherTool null');
    expect(await code('stage: sft\nlora_rank: "8')).toBe('yaml 2');
    expect(await code(`stage: ${'x'.repeat(300_000)}`)).toBe('large null');
    const file = new Blob(['stage: sft']);
    Object.defineProperty(file, 'size', { value: 3e9 });
    const read = vi.spyOn(file, 'text');
    await expect(readConfigFile(file, 'lesson7-zh')).rejects.toMatchObject({ code: 'large' });
    expect(read).not.toHaveBeenCalled();
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      bomb.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(await code(`stage: sft\n${bomb.join('\n')}`)).toBe('yaml null');
  });

  it('never throw anything else, and every run stays within its bounds', async () => {
    const keys = fc.constantFrom(
      'stage',
      'use_peft',
      'lora_r',
      'lora_rank',
      'lora_target',
      'learning_rate',
      'max_steps',
      'optim',
      'warmup_steps',
      'warmup_ratio',
      'per_device_train_batch_size',
      'seed',
      'max_grad_norm',
      'adam_beta1',
      'lr_scheduler_type',
      'lr_scheduler_kwargs',
      'finetuning_type',
      '__proto__',
      'constructor',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, fc.jsonValue()), async (config) => {
        const run = await readConfig(JSON.stringify({ use_peft: true, ...config }), 'lesson7-zh').catch(
          (error: unknown) => error,
        );
        if (run instanceof Error) return run instanceof ConfigError;
        const { spec } = run as Awaited<ReturnType<typeof readConfig>>;
        const { steps, batchSize, optimizer, schedule } = spec;
        return (
          Number.isInteger(steps) &&
          steps >= 1 &&
          batchSize >= 1 &&
          batchSize <= 64 &&
          optimizer.learningRate > 0 &&
          optimizer.clipNorm > 0 &&
          schedule.warmupSteps >= 0
        );
      }),
      { numRuns: 300 },
    );
  });
});
