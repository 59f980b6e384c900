/** @file Memory, operations, storage and quotations against figures that can be checked by hand or are published. */
import { describe, expect, it } from 'vitest';
import { activations } from './activations.ts';
import { open, totalParameters, trainableParameters } from './counts.ts';
import { trainingFlops, trainingHours } from './flops.ts';
import { findModel, models } from './gallery/index.ts';
import { gpus, gpusNeeded } from './gpus.ts';
import { trainingMemory } from './memory.ts';
import { quotations } from './quotations.ts';
import { checkpointBytes, storageForTasks } from './storage.ts';
import { trainableMap } from './trainable-map.ts';

const FULL = { peft_type: 'FULL' };
const LLAMA_7B = findModel('huggyllama/llama-7b').config;
const LLAMA_65B = findModel('huggyllama/llama-65b').config;
const N7 = 6_738_415_616;

const states = ({ weights, gradients, masterCopy, optimizer }: ReturnType<typeof trainingMemory>): number =>
  weights + gradients + masterCopy + optimizer;

describe('the three conventions', () => {
  it('take 16, 12 and 8 bytes per parameter under full fine-tuning', () => {
    for (const convention of [16, 12, 8] as const) {
      expect(states(trainingMemory(LLAMA_7B, FULL, { convention }))).toBe(convention * N7);
    }
    expect(states(trainingMemory(LLAMA_7B, FULL, { precision: 'float32' }))).toBe(16 * N7);
  });

  it('give 108, 208 GB for LLaMA 7B and 13B at 16 bytes', () => {
    const gigabytes = (id: string): number => states(trainingMemory(findModel(id).config, FULL)) / 1e9;
    expect(Math.round(gigabytes('huggyllama/llama-7b'))).toBe(108);
    expect(Math.round(gigabytes('huggyllama/llama-13b'))).toBe(208);
  });

  it('give QLoRA’s "more than 780 GB" for 65B at 12 bytes', () => {
    expect(states(trainingMemory(LLAMA_65B, FULL, { convention: 12 })) / 1e9).toBeCloseTo(783.43, 1);
  });

  it('itemise ZeRO’s 2 + 2 + 4 + 8', () => {
    const memory = trainingMemory(LLAMA_7B, FULL, { precision: 'float16' });
    expect(memory).toMatchObject({
      weights: 2 * N7,
      gradients: 2 * N7,
      masterCopy: 4 * N7,
      optimizer: 8 * N7,
      adapter: 0,
    });
  });

  it('leave SGD without moments and shrink them to a quarter in 8 bit', () => {
    expect(trainingMemory(LLAMA_7B, FULL, { optimizer: 'sgd' }).optimizer).toBe(0);
    const eightBit = trainingMemory(LLAMA_7B, FULL, { optimizer: 'adamw8bit' }).optimizer;
    expect(eightBit / N7).toBeGreaterThan(2);
    expect(eightBit / N7).toBeLessThan(2.05);
  });

  it('cost a LoRA parameter 16 bytes: float32 weight, gradient and moments', () => {
    const lora = { peft_type: 'LORA', r: 8 };
    const memory = trainingMemory(LLAMA_7B, lora);
    const count = trainableParameters(LLAMA_7B, lora);
    expect(memory.adapter + memory.gradients + memory.masterCopy + memory.optimizer).toBe(16 * count);
    expect(memory.weights).toBe(2 * N7);
  });
});

describe('quantised bases', () => {
  it('take 4 + 0.5 bits without, 4 + 0.127 bits with double quantisation', () => {
    const linear = 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008);
    const rest = 2 * (N7 - linear);
    const bits = (doubleQuantization: boolean): number =>
      (8 *
        (trainingMemory(LLAMA_7B, { peft_type: 'LORA', r: 8 }, { quantization: 'nf4', doubleQuantization })
          .weights -
          rest)) /
      linear;
    expect(bits(false)).toBeCloseTo(4.5, 6);
    expect(bits(true)).toBeCloseTo(4 + 8 / 64 + 32 / (64 * 256), 6);
  });

  it('keep embeddings, norms and head in 16 bit', () => {
    const { weights } = trainingMemory(LLAMA_7B, { peft_type: 'LORA', r: 8 }, { quantization: 'int8' });
    const linear = 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008);
    const rows = 32 * (4 * 4096 + 2 * 11_008 + 4096);
    expect(weights).toBe(linear + 4 * rows + 2 * (N7 - linear));
  });
});

describe('activations', () => {
  it('are 32 bytes per width and token of a GPT block: Korthikanti’s 34 less two dropout masks', () => {
    const { model, plan } = open(findModel('openai-community/gpt2').config, FULL);
    const { blocks } = activations(model, plan, {
      bytes: 2,
      batch: 1,
      sequence: 1,
      checkpointing: false,
      attention: 'flash',
    });
    expect(blocks).toBe(12 * 32 * 768);
  });

  it('add 5 a s bytes per token where scores are stored (equation 2 of the same paper)', () => {
    const { model, plan } = open(findModel('openai-community/gpt2').config, FULL);
    const at = (attention: 'flash' | 'eager'): number =>
      activations(model, plan, { bytes: 2, batch: 1, sequence: 128, checkpointing: false, attention }).blocks;
    expect(at('eager') - at('flash')).toBe(12 * 5 * 12 * 128 * 128);
  });

  it('need no block for a head, few for the top layers, and all for LoRA', () => {
    const blocks = (peft: object): number => {
      const { model, plan } = open(LLAMA_7B, peft);
      return activations(model, plan, {
        bytes: 2,
        batch: 1,
        sequence: 512,
        checkpointing: false,
        attention: 'flash',
      }).blocks;
    };
    expect(blocks({ peft_type: 'HEAD' })).toBe(0);
    expect(blocks({ peft_type: 'LAYERS', last: 8 })).toBe(blocks(FULL) / 4);
    expect(blocks({ peft_type: 'LORA', r: 8 })).toBe(blocks(FULL));
    const top = { peft_type: 'LORA', r: 8, target_modules: ['q_proj'], layers_to_transform: [30, 31] };
    expect(blocks(top)).toBe(blocks(FULL) / 16);
  });
});

describe('operations', () => {
  const perToken = (peft: object, changes: object = {}): number =>
    trainingFlops(LLAMA_7B, peft, { tokens: 1_000_000, sequence: 1, ...changes }).perToken;
  const embedding = 32_000 * 4096;

  it('are 6 N per token for full fine-tuning and about 4 N for LoRA (Kaplan et al.)', () => {
    const n = N7 - embedding - 65 * 4096;
    expect(perToken(FULL) / n).toBeCloseTo(6, 3);
    expect(perToken({ peft_type: 'LORA', r: 8 }) / n).toBeCloseTo(4, 2);
    expect(perToken({ peft_type: 'LORA', r: 8 }) / perToken(FULL)).toBeCloseTo(2 / 3, 2);
  });

  it('are a third more under checkpointing, and grow with the sequence', () => {
    expect(perToken(FULL, { checkpointing: true }) / perToken(FULL)).toBeCloseTo(8 / 6, 2);
    expect(perToken(FULL, { sequence: 4096 })).toBeGreaterThan(perToken(FULL));
  });

  it('count only the experts that a token meets', () => {
    const mixtral = findModel('mistralai/Mixtral-8x7B-v0.1').config;
    const active = trainingFlops(mixtral, FULL, { tokens: 1, sequence: 1 }).forward / 2;
    // 12.9 B active parameters (arXiv 2401.04088, section 1: "13B"), embedding not counted.
    expect(active / 1e9).toBeCloseTo(12.75, 1);
  });

  it('become hours on a device', () => {
    expect(trainingHours(312e12 * 0.5 * 3600, 312e12, 0.5)).toBe(1);
  });
});

describe('storage', () => {
  it('keeps one base and an adapter per task', () => {
    const config = findModel('meta-llama/Llama-3.2-3B').config;
    expect(storageForTasks(config, { peft_type: 'LORA', r: 32 }, 10)).toEqual({
      base: 6_425_499_648,
      perTask: 36_715_216,
      total: 6_425_499_648 + 10 * 36_715_216,
      asFullModels: 64_254_996_480,
    });
    expect(storageForTasks(config, FULL, 10)).toMatchObject({ base: 0, total: 64_254_996_480 });
    expect(checkpointBytes(config)).toBe(6_425_499_648);
  });
});

describe('devices', () => {
  it('are enough where their memory together holds the bytes', () => {
    const a100 = gpus.find(({ name }) => name === 'A100 80 GB')!;
    expect(gpusNeeded(1, a100)).toBe(1);
    expect(gpusNeeded(80 * 2 ** 30, a100)).toBe(1);
    expect(gpusNeeded(80 * 2 ** 30 + 1, a100)).toBe(2);
  });
});

describe('quotations', () => {
  it('have a source, and a computed number wherever one is promised', () => {
    expect(new Set(quotations.map(({ id }) => id)).size).toBe(quotations.length);
    for (const { id, source, quoted, computed, reason } of quotations) {
      expect(source, id).not.toBe('');
      expect(quoted, id).toBeGreaterThan(0);
      if (reason === 'agrees') {
        const number = computed!();
        // "Agrees" is a claim: within an eighth of what was quoted.
        expect(Math.abs(number / quoted - 1), `${id}: ${number}`).toBeLessThan(0.14);
      }
    }
  });

  it('leave GPT-3’s 1.2 TB a quotation: 16 bytes give 2.8 TB', () => {
    const quotation = quotations.find(({ id }) => id === 'loraGpt3Full')!;
    expect(quotation.computed!() / 1e12).toBeCloseTo(2.8, 1);
    expect(quotation.reason).toBe('conventionUnstated');
  });

  it('explain 35 MB: the 16-bit data are 37.7 MB, which are 36 MiB; PEFT writes float32', () => {
    const gpt3 = findModel('gpt-3').config;
    const count = trainableParameters(gpt3, {
      peft_type: 'LORA',
      r: 4,
      target_modules: ['q_proj', 'v_proj'],
    });
    expect(2 * count).toBe(37_748_736);
    expect((2 * count) / 2 ** 20).toBe(36);
  });
});

describe('the gallery', () => {
  it('goes from 124 M over 176 B to 671 B, and every model can be counted', () => {
    const totals = models.map(({ config }) => totalParameters(config));
    expect(Math.min(...totals)).toBeLessThan(125e6);
    expect(Math.max(...totals)).toBeGreaterThan(671e9);
    expect(totals).toContain(176_247_271_424);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  });
});

describe('a trainable map', () => {
  it('holds every parameter of the base once, and every trained number once', () => {
    const methods = [
      FULL,
      { peft_type: 'BITFIT' },
      { peft_type: 'LORA', r: 4, target_modules: 'all-linear' },
      { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 5 },
      { peft_type: 'LAYERS', last: 1 },
    ];
    for (const { config, id } of models) {
      if (id.includes('DeepSeek') || id.includes('235B')) continue;
      for (const peft of methods) {
        const { blocks, beside } = trainableMap(config, peft);
        const parts = blocks.flatMap((block) => block.parts);
        expect(
          parts.reduce((sum, part) => sum + part.parameters, 0),
          id,
        ).toBe(totalParameters(config));
        expect(
          parts.reduce((sum, part) => sum + part.inPlace + part.added, beside),
          `${id} ${peft.peft_type}`,
        ).toBe(trainableParameters(config, peft));
      }
    }
  });

  it('puts embedding first, head last and blocks between', () => {
    const { blocks } = trainableMap(LLAMA_7B, FULL);
    expect(blocks).toHaveLength(34);
    expect(blocks[0]).toMatchObject({
      place: 'input',
      parts: [{ part: 'embedding', parameters: 32_000 * 4096 }],
    });
    expect(blocks[1]!.parts.map(({ part }) => part)).toEqual(['attention', 'feedForward', 'norm']);
    expect(blocks[33]).toMatchObject({ place: 'output' });
  });
});
