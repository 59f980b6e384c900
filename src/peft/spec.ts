/**
 * @file What a fine-tuning method is, as data: the part of a run that says which numbers may change.
 * A spec is plain JSON, so that a run can be stored, put into a URL and compared with another.
 */

/** The seven linear maps of a Llama block, by the last word of their Hugging Face names. */
export const LINEAR_TARGETS = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] as const;
export type LinearTarget = (typeof LINEAR_TARGETS)[number];

/** Every parameter of the base is trained. */
export interface FullSpec {
  name: 'full';
}

/** Low-rank adaptation (Hu et al. 2021, arXiv 2106.09685, eq. 3): W = W0 + (loraAlpha / r) B A. */
export interface LoraSpec {
  name: 'lora';
  /** Rank r of B A, at least 1. */
  r: number;
  /** Scaling numerator; the update is multiplied by loraAlpha / r. */
  loraAlpha: number;
  /** Which linear maps of every block get an adapter. */
  targets: LinearTarget[];
  /** Probability of dropping an input of A during training, 0 to 0.9. */
  dropout: number;
}

export type MethodSpec = FullSpec | LoraSpec;
export type MethodName = MethodSpec['name'];
