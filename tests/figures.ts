/**
 * @file Every figure typed into slides, notes and handouts, and where it is from: a quotation with its place in the
 * source, or a setting of ours or of an example. All others come from recordings (`<Recorded>`) or `src/costs`
 * (`<Computed>`). `figures.test.ts` holds the slides to this table.
 */
import type { ReferenceId } from '../src/deck/references.ts';

export interface Quotation {
  /** As the English edition writes it; Chinese 万 and 千 count as thousands. */
  figures: readonly string[];
  chapter: string;
  source: ReferenceId;
  /** The place in the source. */
  place: string;
}

export const quotations: readonly Quotation[] = [
  { figures: ['1,000', '65B', '43%'], chapter: '01-why', source: 'lima', place: 'abstract' },
  { figures: ['137B', '175B', '20', '25'], chapter: '02-sft', source: 'flan', place: 'abstract' },
  { figures: ['62', '12'], chapter: '02-sft', source: 'flan', place: 'section 2.1, figure 3' },
  { figures: ['52k'], chapter: '02-sft', source: 'alpaca', place: 'README, data release' },
  { figures: ['35'], chapter: '02-sft', source: 'oasst', place: 'abstract' },
  {
    figures: ['450k'],
    chapter: '02-sft',
    source: 'qlora',
    place: 'introduction: OASST1 against a subsample of FLAN v2',
  },
  {
    figures: ['13k', '33k'],
    chapter: '02-sft',
    source: 'instructgpt',
    place: 'appendix A, sizes of the datasets',
  },
  { figures: ['1.3B'], chapter: '02-sft', source: 'instructgpt', place: 'abstract' },
  { figures: ['1.2 TB', '350 GB', '175B'], chapter: '03-cost', source: 'lora', place: 'section 4.2' },
  {
    figures: ['0.03', '0.05', '1.8', '0.20', '18.6%', '41.6%', '47.2%', '47.8%', '200', '5.7%', '34.3%'],
    chapter: '04-peft',
    source: 'peft',
    place: 'results of full fine-tuning, LoRA r32, prefix and prompt tuning on Llama 3.2 3B',
  },
  { figures: ['11B'], chapter: '04-peft', source: 'lester', place: 'figure 1' },
  {
    figures: ['35 MB', '350 GB', '354 GB', '35 TB'],
    chapter: '05-lora',
    source: 'lora',
    place: 'section 4.2',
  },
  {
    figures: ['73.4', '73.8', '73.5', '0.5'],
    chapter: '05-lora',
    source: 'lora',
    place: 'table 6, WikiSQL, q and v',
  },
  { figures: ['30.3%'], chapter: '05-lora', source: 'lora', place: 'table 1' },
  { figures: ['10', '100'], chapter: '05-lora', source: 'biderman', place: 'abstract' },
  { figures: ['14', '10'], chapter: '05-lora', source: 'regret', place: 'section on learning rate and rank' },
  {
    figures: ['47.4%', '51.3%', '0.06', '0.11'],
    chapter: '05-lora',
    source: 'peft',
    place: 'results of LoRA r64 and rsLoRA r64 on Llama 3.2 3B',
  },
  { figures: ['40.6', '89.5', '69.0', '85.4'], chapter: '06-wrap-up', source: 'lora', place: 'table 8' },
];

/** Numbers of examples and exercises, names of models and formats, settings of our own runs. */
export const settings: Readonly<Record<string, readonly string[]>> = {
  // The chapter of the book; minutes; sizes and steps of the recorded runs.
  '01-why': ['11', '90', '70', '128', '200'],
  // Steps; the vocabulary; lengths of the example; the step shown; the quiz.
  '02-sft': ['200', '704', '30', '100', '0.01', '100%', '5%', '0%', '50%', '75%'],
  // Names of models and formats; the exercises and the quiz.
  '03-cost': ['3.1', '70B', '176B', '32', '16', '100', '7B', '20M', '12'],
  // The exercise; rates, steps and replay of the recorded runs.
  '04-peft': ['4096', '32', '20', '1e-3', '3e-3', '80', '40', '10%', '50%', '64'],
  // GPT-3's layers, fp16, our rates and steps, batch and length of the quoted latency, the exercise.
  '05-lora': ['96', '16', '100', '3e-3', '3e-4', '3e-2', '128', '1024'],
  // The exercise and the quiz.
  '06-wrap-up': ['7B', '24 GB', '2,000', '30'],
};
