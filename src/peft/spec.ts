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

/** The output layer alone; where it shares the embedding's table, a copy of that table. */
export interface HeadSpec {
  name: 'head';
}

/** The last blocks whole, as FT-Top2 in LoRA's Table 3. */
export interface LayersSpec {
  name: 'layers';
  /** How many blocks, counted from the top, 1 to all of them. */
  last: number;
}

/** Biases alone (Ben Zaken et al. 2021, arXiv 2106.10199), added as zeros to a base that has none. */
export interface BitFitSpec {
  name: 'bitfit';
}

/** The scales of all norms (Zhao et al. 2023, arXiv 2312.11420). */
export interface NormsSpec {
  name: 'norms';
}

/** Two bottleneck adapters in every block (Houlsby et al. 2019, arXiv 1902.00751). */
export interface HoulsbySpec {
  name: 'houlsby';
  /** Width of the bottleneck. */
  bottleneck: number;
}

/** One bottleneck adapter in every block, behind the MLP (Pfeiffer et al. 2021, arXiv 2005.00247). */
export interface PfeifferSpec {
  name: 'pfeiffer';
  /** Width of the bottleneck. */
  bottleneck: number;
}

/** Learned vectors in front of the input's embeddings (Lester et al. 2021, arXiv 2104.08691). */
export interface PromptSpec {
  name: 'prompt';
  /** Learned positions; they take part of the context. */
  virtualTokens: number;
  /** 'vocabulary' (the default): embeddings of real tokens. 'random': N(0, 1), as PEFT's RANDOM. */
  init?: 'vocabulary' | 'random';
}

/** Learned keys and values in front of every layer's (Li & Liang 2021, arXiv 2101.00190). */
export interface PrefixSpec {
  name: 'prefix';
  /** Learned positions; they take part of the context. */
  virtualTokens: number;
  /** Hidden width of the MLP that makes the prefixes while they train; null trains them as they are. */
  projection: number | null;
}

/** P-tuning v2 (Liu et al. 2022, arXiv 2110.07602): deep prompts, which are prefixes trained as they are. */
export interface PTuningSpec {
  name: 'ptuning';
  /** Learned positions; they take part of the context. */
  virtualTokens: number;
}

/** Learned factors of keys, values and MLP activations (Liu et al. 2022, arXiv 2205.05638). */
export interface Ia3Spec {
  name: 'ia3';
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
  /** rsLoRA (Kalajdzievski 2023, arXiv 2312.03732): the update is multiplied by loraAlpha / sqrt(r). */
  rslora?: boolean;
  /** DoRA (Liu et al. 2024, arXiv 2402.09353): learned lengths beside the low-rank change of direction. */
  dora?: boolean;
  /** 'default': A random, B zero. 'pissa': W0's leading singular vectors (Meng et al. 2024, arXiv 2404.02948). */
  init?: 'default' | 'pissa';
  /** LoRA+ (Hayou et al. 2024, arXiv 2402.12354): the learning rate of B over that of A, 1 by default. */
  ratioB?: number;
  /** QLoRA (Dettmers et al. 2023, arXiv 2305.14314): the frozen base in 8 or 4 bits. */
  quantization?: 'int8' | 'nf4';
}

export type MethodSpec =
  | FullSpec
  | HeadSpec
  | LayersSpec
  | BitFitSpec
  | NormsSpec
  | HoulsbySpec
  | PfeifferSpec
  | PromptSpec
  | PrefixSpec
  | PTuningSpec
  | Ia3Spec
  | LoraSpec;
export type MethodName = MethodSpec['name'];
/** The spec of one method. */
export type SpecOf<Name extends MethodName> = Extract<MethodSpec, { name: Name }>;
