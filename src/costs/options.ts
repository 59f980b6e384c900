/** @file How a training runs, as far as its cost depends on it; read and checked like the other two objects. */
import { CostError, show } from './error.ts';
import { openSource, readChoice, readFlag, readInteger, readRaw } from './read.ts';

export type Precision = 'float32' | 'bfloat16' | 'float16';
export type Optimizer = 'adamw' | 'adamw8bit' | 'sgd';
export type Quantization = 'none' | 'int8' | 'nf4';

/**
 * Bytes per trained parameter under AdamW, the three conventions in use, never mixed:
 * 16: ZeRO (Rajbhandari et al. 2019, arXiv 1910.02054, section 3.1): weight 2, gradient 2, float32 copy 4,
 *     moments 4 + 4; pure float32 (4 + 4 + 8) is 16 too.
 * 12: no float32 copy: 2 + 2 + 8, with which QLoRA's "more than 780 GB" for 65B is computed.
 * 8: everything in 16 bit: 2 + 2 + 4, as in PEFT's MetaMathQA runs.
 */
export type Convention = 16 | 12 | 8;

export interface TrainingOptions {
  precision: Precision;
  convention: Convention;
  optimizer: Optimizer;
  /** Sequences per step on this device. */
  batch: number;
  /** Tokens per sequence, the virtual ones not counted. */
  sequence: number;
  checkpointing: boolean;
  quantization: Quantization;
  /** Quantise the constants of nf4 too (QLoRA, section 3). */
  doubleQuantization: boolean;
  attention: 'flash' | 'eager';
}

export const DEFAULT_OPTIONS: Readonly<TrainingOptions> = {
  precision: 'bfloat16',
  convention: 16,
  optimizer: 'adamw',
  batch: 1,
  sequence: 512,
  checkpointing: false,
  quantization: 'none',
  doubleQuantization: true,
  attention: 'flash',
};

/** What a caller may give: any of the options, the others as in `DEFAULT_OPTIONS`. */
export type PartialOptions = Partial<TrainingOptions>;

export function readOptions(options: unknown = {}): TrainingOptions {
  const source = openSource('options', options);
  const precision = readChoice(
    source,
    'precision',
    ['float32', 'bfloat16', 'float16'],
    DEFAULT_OPTIONS.precision,
  );
  const convention = readRaw(source, ['convention']) ?? DEFAULT_OPTIONS.convention;
  if (convention !== 16 && convention !== 12 && convention !== 8) {
    throw new CostError(
      'unknownChoice',
      'options',
      'convention',
      `convention must be 16, 12 or 8, not ${show(convention)}.`,
      {
        value: show(convention),
        choices: '16, 12, 8',
      },
    );
  }
  if (precision === 'float32' && convention !== 16) {
    throw new CostError(
      'contradiction',
      'options',
      'convention',
      `In float32 a trained parameter takes 16 bytes under AdamW, so convention ${convention} cannot hold.`,
      { other: 'precision', value: convention, otherValue: precision },
    );
  }
  return {
    precision,
    convention,
    optimizer: readChoice(source, 'optimizer', ['adamw', 'adamw8bit', 'sgd'], DEFAULT_OPTIONS.optimizer),
    batch: readInteger(source, 'batch', { max: 1_000_000, fallback: DEFAULT_OPTIONS.batch }),
    sequence: readInteger(source, 'sequence', { max: 100_000_000, fallback: DEFAULT_OPTIONS.sequence }),
    checkpointing: readFlag(source, 'checkpointing', DEFAULT_OPTIONS.checkpointing),
    quantization: readChoice(source, 'quantization', ['none', 'int8', 'nf4'], DEFAULT_OPTIONS.quantization),
    doubleQuantization: readFlag(source, 'doubleQuantization', DEFAULT_OPTIONS.doubleQuantization),
    attention: readChoice(source, 'attention', ['flash', 'eager'], DEFAULT_OPTIONS.attention),
  };
}
