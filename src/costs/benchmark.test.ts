/** @file Real adapter files to the byte, and real counts, from PEFT's own benchmark (see benchmark.ts). */
import { describe, expect, it } from 'vitest';
import { BENCHMARK_MODEL, benchmark } from './benchmark.ts';
import { adapterFile, adapterFileBytes, parameterReport } from './counts.ts';
import { findModel } from './gallery/index.ts';
import { trainingMemory } from './memory.ts';
import { checkpointBytes } from './storage.ts';

const { config } = findModel(BENCHMARK_MODEL);

describe('PEFT on Llama 3.2 3B', () => {
  for (const { name, peft, trainable, all, fileBytes } of benchmark) {
    it(`${name}: ${trainable} trainable, a file of ${fileBytes} bytes`, () => {
      const report = parameterReport(config, peft);
      expect(report.trainable).toBe(trainable);
      expect(report.all).toBe(all);
      // For full fine-tuning the benchmark gives the weights without a header.
      expect(peft.peft_type === 'FULL' ? checkpointBytes(config) : adapterFileBytes(config, peft)).toBe(
        fileBytes,
      );
    });
  }

  it('LoRA of rank 32 is 8 bytes, a header of 15,048 and 36,700,160 of data', () => {
    const file = adapterFile(config, { peft_type: 'LORA', r: 32 });
    expect(file).toEqual({ total: 36_715_216, header: 15_048, data: 36_700_160, tensors: 112 });
  });

  it('needs no less than what is computed: every measured peak is above weights, gradients and moments', () => {
    for (const { peft, peakMemory, name } of benchmark) {
      const convention = peft.peft_type === 'FULL' ? 8 : 16;
      const { total, activations } = trainingMemory(config, peft, { convention, batch: 4, sequence: 768 });
      expect(total - activations, name).toBeLessThan(peakMemory);
    }
  });

  it('200 prompt tokens take more memory than LoRA, though they train fifteen times fewer numbers', () => {
    const options = { batch: 4, sequence: 768 } as const;
    const prompt = { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 200 };
    const lora = { peft_type: 'LORA', r: 32 };
    expect(trainingMemory(config, prompt, options).total).toBeGreaterThan(
      trainingMemory(config, lora, options).total,
    );
    expect(parameterReport(config, prompt).trainable * 14).toBeLessThan(
      parameterReport(config, lora).trainable,
    );
  });
});
