/**
 * @file Published costs of training, separate from the computed ones. Each quotation names
 * the setting that comes nearest to it, so that a page can put the computed number beside it, and why the two
 * differ where they do.
 */
import { adapterFileBytes } from './counts.ts';
import { findModel } from './gallery/index.ts';
import { trainingMemory } from './memory.ts';
import type { PartialOptions } from './options.ts';
import { checkpointBytes, storageForTasks } from './storage.ts';

/** Why the calculator gives another number. The page has a sentence for each. */
export type QuotationReason =
  /** The same number within rounding. */
  | 'agrees'
  /** The paper does not give its bytes per parameter; no convention gives its figure. */
  | 'conventionUnstated'
  /** The paper's file is 16-bit; PEFT writes float32, twice as much. */
  | 'halfPrecisionFile'
  /** A measured peak also holds workspaces and what libraries keep. */
  | 'measuredPeak'
  /** One figure, and the source does not say what it holds. */
  | 'unitemised'
  /** Offloading moved part of it to the host. */
  | 'offloaded';

export interface Quotation {
  readonly id: string;
  /** Hub id in the gallery, or null where the model is not in it. */
  readonly model: string | null;
  readonly kind: 'memory' | 'file' | 'storage';
  /** Bytes as quoted, in decimal units unless the source says GiB. */
  readonly quoted: number;
  /** True where the source says "more than" or "about". */
  readonly approximate: boolean;
  readonly source: string;
  readonly reason: QuotationReason;
  /** The nearest computed number, in bytes; null where there is nothing to compute from. */
  readonly computed: (() => number) | null;
}

const MB = 1e6;
const GB = 1e9;
const TB = 1e12;

const FULL = { peft_type: 'FULL' };
/** LoRA's checkpoint example on GPT-3: r = 4 on the query and value projections. */
const GPT3_LORA = { peft_type: 'LORA', r: 4, target_modules: ['q_proj', 'v_proj'] };
/** QLoRA adapts every linear layer; r = 64 in its experiments (appendix B). */
const QLORA = { peft_type: 'LORA', r: 64, target_modules: 'all-linear' };
const NF4: PartialOptions = { quantization: 'nf4', doubleQuantization: true, checkpointing: true };

const configOf = (id: string): unknown => findModel(id).config;

function memory(id: string, peft: unknown, options: PartialOptions): () => number {
  return () => trainingMemory(configOf(id), peft, options).total;
}

/** Weights of the base alone, as the device holds them. */
function weights(id: string, options: PartialOptions): () => number {
  return () => trainingMemory(configOf(id), QLORA, options).weights;
}

const LORA_PAPER = 'Hu et al. 2021, arXiv 2106.09685, section 4.2';
const QLORA_PAPER = 'Dettmers et al. 2023, arXiv 2305.14314';
const PEFT_README = 'huggingface/peft README, memory table on one A100 80 GB';

export const quotations: readonly Quotation[] = [
  {
    id: 'loraGpt3Full',
    model: 'gpt-3',
    kind: 'memory',
    quoted: 1.2 * TB,
    approximate: false,
    source: LORA_PAPER,
    reason: 'conventionUnstated',
    computed: memory('gpt-3', FULL, { precision: 'float16', convention: 16, checkpointing: true, batch: 1 }),
  },
  {
    id: 'loraGpt3Lora',
    model: 'gpt-3',
    kind: 'memory',
    quoted: 350 * GB,
    approximate: false,
    source: LORA_PAPER,
    reason: 'agrees',
    computed: memory('gpt-3', GPT3_LORA, { precision: 'float16', checkpointing: true, batch: 1 }),
  },
  {
    id: 'loraGpt3Checkpoint',
    model: 'gpt-3',
    kind: 'file',
    quoted: 35 * MB,
    approximate: true,
    source: LORA_PAPER,
    reason: 'halfPrecisionFile',
    computed: () => adapterFileBytes(configOf('gpt-3'), GPT3_LORA),
  },
  {
    id: 'loraGpt3Whole',
    model: 'gpt-3',
    kind: 'file',
    quoted: 350 * GB,
    approximate: false,
    source: LORA_PAPER,
    reason: 'agrees',
    computed: () => checkpointBytes(configOf('gpt-3')),
  },
  {
    id: 'loraGpt3Hundred',
    model: 'gpt-3',
    kind: 'storage',
    quoted: 354 * GB,
    approximate: false,
    source: `${LORA_PAPER}, footnote`,
    reason: 'halfPrecisionFile',
    computed: () => storageForTasks(configOf('gpt-3'), GPT3_LORA, 100).total,
  },
  {
    id: 'loraGpt3HundredWhole',
    model: 'gpt-3',
    kind: 'storage',
    quoted: 35 * TB,
    approximate: false,
    source: `${LORA_PAPER}, footnote`,
    reason: 'agrees',
    computed: () => storageForTasks(configOf('gpt-3'), FULL, 100).total,
  },
  {
    id: 'qlora65Full',
    model: 'huggyllama/llama-65b',
    kind: 'memory',
    quoted: 780 * GB,
    approximate: true,
    source: `${QLORA_PAPER}, section 1`,
    reason: 'agrees',
    computed: memory('huggyllama/llama-65b', FULL, { convention: 12, checkpointing: true, batch: 1 }),
  },
  {
    id: 'qlora65',
    model: 'huggyllama/llama-65b',
    kind: 'memory',
    quoted: 48 * GB,
    approximate: true,
    source: `${QLORA_PAPER}, section 1`,
    reason: 'agrees',
    computed: memory('huggyllama/llama-65b', QLORA, { ...NF4, convention: 8 }),
  },
  {
    id: 'qlora7Base',
    model: 'huggyllama/llama-7b',
    kind: 'memory',
    quoted: 5_048 * MB,
    approximate: false,
    source: `${QLORA_PAPER}, section 2`,
    reason: 'unitemised',
    computed: weights('huggyllama/llama-7b', NF4),
  },
  ...(
    [
      ['guanaco65', 'huggyllama/llama-65b', 41],
      ['guanaco33', 'huggyllama/llama-30b', 21],
      ['guanaco13', 'huggyllama/llama-13b', 10],
      ['guanaco7', 'huggyllama/llama-7b', 6],
    ] as const
  ).map(
    ([id, model, gigabytes]): Quotation => ({
      id,
      model,
      kind: 'memory',
      quoted: gigabytes * GB,
      approximate: true,
      source: `${QLORA_PAPER}, table 6`,
      reason: 'unitemised',
      computed: weights(model, NF4),
    }),
  ),
  ...(
    [
      ['peftT0Full', 'bigscience/T0_3B', 47.14, FULL, 'measuredPeak'],
      ['peftT0Lora', 'bigscience/T0_3B', 14.4, null, 'measuredPeak'],
      ['peftT0Offloaded', 'bigscience/T0_3B', 9.8, null, 'offloaded'],
      ['peftMt0Lora', 'bigscience/mt0-xxl', 56, null, 'measuredPeak'],
      ['peftMt0Offloaded', 'bigscience/mt0-xxl', 22, null, 'offloaded'],
      ['peftBloomzLora', 'bigscience/bloom-7b1', 32, null, 'measuredPeak'],
      ['peftBloomzOffloaded', 'bigscience/bloom-7b1', 18.1, null, 'offloaded'],
    ] as const
  ).map(
    ([id, model, gigabytes, peft, reason]): Quotation => ({
      id,
      model,
      kind: 'memory',
      quoted: gigabytes * GB,
      approximate: false,
      source: PEFT_README,
      reason,
      computed:
        reason === 'offloaded'
          ? null
          : memory(model, peft ?? { peft_type: 'LORA', r: 8 }, {
              precision: 'float32',
              batch: 1,
              sequence: 512,
            }),
    }),
  ),
  {
    id: 'peftT0File',
    model: 'bigscience/T0_3B',
    kind: 'file',
    quoted: 19 * MB,
    approximate: false,
    source: 'huggingface/peft README, adapter of T0 3B',
    reason: 'agrees',
    computed: () => adapterFileBytes(configOf('bigscience/T0_3B'), { peft_type: 'LORA', r: 8 }),
  },
];
