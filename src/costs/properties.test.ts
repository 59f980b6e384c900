/** @file What must hold whatever a reader pastes: whole numbers, never negative, growing with rank, depth, width. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adapterFileBytes, totalParameters, trainableParameters } from './counts.ts';
import { CostError } from './error.ts';
import { explain, QUANTITIES } from './explain.ts';
import { trainingFlops } from './flops.ts';
import { models } from './gallery/index.ts';
import { trainingMemory } from './memory.ts';
import { METHODS } from './methods/index.ts';
import { storageForTasks } from './storage.ts';

/** A small gallery: one model of each architecture, DeepSeek's 45,000 modules left to other tests. */
const MODELS = [...new Map(models.map((model) => [model.config.model_type, model])).values()].filter(
  ({ config }) => config.model_type !== 'deepseek_v3' && config.model_type !== 'qwen3_moe',
);

const DEPTH: Record<string, string> = {
  gpt2: 'n_layer',
  bloom: 'n_layer',
  t5: 'num_layers',
  mt5: 'num_layers',
};
const depthField = (config: Record<string, unknown>): string =>
  DEPTH[String(config.model_type)] ?? 'num_hidden_layers';

/** Adapts every linear map, so that it fits every architecture. */
const lora = (r: number) => ({ peft_type: 'LORA', r, target_modules: 'all-linear' });

const model = fc.constantFrom(...MODELS.filter(({ config }) => config.model_type !== 'gemma3'));

/** A value that a pasted file might hold. */
const anything = fc.oneof(
  fc.integer({ min: -10, max: 200_000 }),
  fc.double(),
  fc.string({ maxLength: 8 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
  fc.constantFrom<unknown>(1e12, 0, -1, Number.NaN, {}, undefined),
);

describe('whatever the numbers', () => {
  it('a count is a whole number or an error that names a field', () => {
    fc.assert(
      fc.property(
        model,
        fc.constantFrom(...Object.keys(METHODS)),
        fc.dictionary(
          fc.constantFrom(
            'hidden_size',
            'num_hidden_layers',
            'n_layer',
            'vocab_size',
            'd_model',
            'num_attention_heads',
            'num_key_value_heads',
            'head_dim',
            'intermediate_size',
            'tie_word_embeddings',
            'architectures',
            'torch_dtype',
          ),
          anything,
          { maxKeys: 2 },
        ),
        fc.dictionary(
          fc.constantFrom(
            'r',
            'target_modules',
            'bias',
            'num_virtual_tokens',
            'bottleneck',
            'last',
            'rank_pattern',
            'layers_to_transform',
            'modules_to_save',
            'task_type',
            'use_dora',
            'init_r',
            'encoder_hidden_size',
            'token_dim',
            'trainable_token_indices',
            'feedforward_modules',
          ),
          anything,
          { maxKeys: 3 },
        ),
        ({ config }, method, changes, settings) => {
          const peft = { peft_type: method, ...settings };
          const changed = { ...config, ...changes };
          try {
            const total = totalParameters(changed);
            const trainable = trainableParameters(changed, peft);
            const bytes = adapterFileBytes(changed, peft);
            const memory = trainingMemory(changed, peft, {});
            const flops = trainingFlops(changed, peft, { tokens: 1000 });
            for (const count of [total, trainable, bytes]) {
              expect(Number.isSafeInteger(count)).toBe(true);
              expect(count).toBeGreaterThanOrEqual(0);
            }
            for (const number of [...Object.values(memory), ...Object.values(flops)]) {
              expect(Number.isFinite(number)).toBe(true);
              expect(number).toBeGreaterThanOrEqual(0);
            }
          } catch (error) {
            if (!(error instanceof CostError)) throw error;
            expect(error.field).not.toBe('');
            expect(error.message).toMatch(/^[^\n]+\.$/);
            expect(error.message).not.toContain('undefined');
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('counts grow with the rank', () => {
    fc.assert(
      fc.property(
        model,
        fc.integer({ min: 1, max: 512 }),
        fc.integer({ min: 1, max: 64 }),
        ({ config }, r, more) => {
          expect(trainableParameters(config, lora(r + more))).toBeGreaterThan(
            trainableParameters(config, lora(r)),
          );
          expect(adapterFileBytes(config, lora(r + more))).toBeGreaterThan(adapterFileBytes(config, lora(r)));
          // Linear in r: twice the rank, twice the numbers.
          expect(trainableParameters(config, lora(2 * r))).toBe(2 * trainableParameters(config, lora(r)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts grow with depth', () => {
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 40 }), ({ config }, layers) => {
        const field = depthField(config);
        const [low, high] = [layers, layers + 1].map((depth) => ({
          ...config,
          [field]: depth,
          ...(config.num_decoder_layers === undefined ? {} : { num_decoder_layers: depth }),
        }));
        expect(totalParameters(high)).toBeGreaterThan(totalParameters(low));
        for (const peft of [
          lora(4),
          { peft_type: 'FULL' },
          { peft_type: 'HOULSBY', bottleneck: 8 },
          { peft_type: 'PREFIX_TUNING', num_virtual_tokens: 5 },
        ]) {
          expect(trainableParameters(high, peft)).toBeGreaterThan(trainableParameters(low, peft));
          expect(trainingMemory(high, peft).total).toBeGreaterThan(trainingMemory(low, peft).total);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('counts grow with width', () => {
    const widths = (config: Record<string, unknown>): string =>
      config.n_embd !== undefined ? 'n_embd' : config.d_model !== undefined ? 'd_model' : 'hidden_size';
    fc.assert(
      fc.property(model, fc.integer({ min: 2, max: 6 }), ({ config }, factor) => {
        const field = widths(config);
        const wide = { ...config, [field]: (config[field] as number) * factor };
        expect(totalParameters(wide)).toBeGreaterThan(totalParameters(config));
        for (const peft of [lora(4), { peft_type: 'FULL' }, { peft_type: 'PFEIFFER', bottleneck: 8 }]) {
          expect(trainableParameters(wide, peft)).toBeGreaterThan(trainableParameters(config, peft));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('memory grows with batch and sequence, and shrinks under checkpointing and quantisation', () => {
    fc.assert(
      fc.property(
        model,
        fc.integer({ min: 1, max: 32 }),
        fc.integer({ min: 16, max: 4096 }),
        ({ config }, batch, sequence) => {
          const total = (options: object): number =>
            trainingMemory(config, lora(8), { batch, sequence, ...options }).total;
          expect(total({ batch: batch + 1 })).toBeGreaterThan(total({}));
          expect(total({ sequence: sequence + 1 })).toBeGreaterThan(total({}));
          expect(total({ checkpointing: true })).toBeLessThan(total({}));
          expect(total({ quantization: 'int8' })).toBeLessThan(total({}));
          expect(total({ quantization: 'nf4' })).toBeLessThan(total({ quantization: 'int8' }));
          expect(total({ quantization: 'nf4', doubleQuantization: true })).toBeLessThan(
            total({ quantization: 'nf4', doubleQuantization: false }),
          );
          expect(total({ convention: 8 })).toBeLessThan(total({ convention: 12 }));
          expect(total({ convention: 12 })).toBeLessThan(total({ convention: 16 }));
          expect(total({ attention: 'eager' })).toBeGreaterThan(total({}));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a derivation', () => {
  it('adds up to the number it explains, for every model and method', () => {
    const methods: Record<string, unknown>[] = [
      { peft_type: 'FULL' },
      { peft_type: 'BITFIT' },
      { peft_type: 'HEAD' },
      { peft_type: 'LAYERS', last: 1 },
      { peft_type: 'HOULSBY', bottleneck: 16, train_layer_norm: true },
      { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 20 },
      { peft_type: 'P_TUNING', num_virtual_tokens: 20, encoder_reparameterization_type: 'LSTM' },
      { ...lora(8), use_dora: true, bias: 'all' },
      { peft_type: 'VERA', r: 64, target_modules: 'all-linear' },
    ];
    for (const { config, id } of MODELS) {
      for (const peft of methods) {
        if (peft.peft_type === 'HEAD' && id.includes('deberta')) continue;
        for (const quantity of QUANTITIES) {
          const { steps, value } = explain(quantity, config, peft, { tokens: 1000, tasks: 7 });
          const sum = steps.reduce((total, step) => total + step.value, 0);
          expect(sum / (value || 1), `${id} ${peft.peft_type} ${quantity}`).toBeCloseTo(
            value === 0 ? 0 : 1,
            9,
          );
          expect(steps.every(({ formula }) => formula !== '')).toBe(true);
        }
      }
    }
  });

  it('is the same number that the function returns', () => {
    const { config } = models[0]!;
    const peft = { peft_type: 'LORA', r: 8 };
    expect(explain('totalParameters', config, peft).value).toBe(totalParameters(config));
    expect(explain('trainableParameters', config, peft).value).toBe(trainableParameters(config, peft));
    expect(explain('adapterFileBytes', config, peft).value).toBe(adapterFileBytes(config, peft));
    expect(explain('trainingMemory', config, peft, { batch: 3 }).value).toBe(
      trainingMemory(config, peft, { batch: 3 }).total,
    );
    expect(explain('storageForTasks', config, peft, { tasks: 9 }).value).toBe(
      storageForTasks(config, peft, 9).total,
    );
  });

  it('says r (in + out) with the reader’s own numbers', () => {
    const { config } = models.find(({ id }) => id === 'huggyllama/llama-7b')!;
    expect(explain('trainableParameters', config, { peft_type: 'LORA', r: 8 }).steps).toEqual([
      {
        kind: 'module',
        name: 'model.layers.{i}.self_attn.q_proj',
        formula: '32 \\times (8 \\times 4{,}096 + 4{,}096 \\times 8)',
        value: 2_097_152,
      },
      {
        kind: 'module',
        name: 'model.layers.{i}.self_attn.v_proj',
        formula: '32 \\times (8 \\times 4{,}096 + 4{,}096 \\times 8)',
        value: 2_097_152,
      },
    ]);
  });
});

describe('speed', () => {
  it('makes a thousand calculations; how long they take is not asserted', () => {
    const { config } = models.find(({ id }) => id === 'meta-llama/Llama-3.1-70B')!;
    let sum = 0;
    for (let r = 1; r <= 1000; r += 1) sum += trainableParameters(config, { peft_type: 'LORA', r });
    expect(sum).toBe((1000 * 1001 * trainableParameters(config, { peft_type: 'LORA', r: 1 })) / 2);
  });
});
