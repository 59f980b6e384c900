/**
 * @file What an architecture is made of here: a flat list of modules with their Hugging Face names and the
 * shapes of their weights. Totals, targets, adapter files, memory and FLOPs all derive from this list.
 */

/**
 * `linear` stores its weight as [out, in] (torch.nn.Linear), `conv1d` as [in, out] (GPT-2's Conv1D),
 * `embedding` as [rows, width], `norm` as [width]; `convolution` is a torch.nn.Conv1d or Conv2d;
 * `router` is a bare weight [experts, width], `experts` a tensor of all experts' matrices [experts, in, out] or
 * [experts, out, in], and `bare` a bare bias: none of them can be adapted by name.
 */
export type ModuleKind =
  | 'linear'
  | 'conv1d'
  | 'embedding'
  | 'norm'
  | 'convolution'
  | 'router'
  | 'experts'
  | 'bare';

/** The modules (or tensors) that one of them stands for. */
export interface Copies {
  /** The numbers of their blocks, as in their names, ascending; empty outside of any stack. */
  readonly indices: readonly number[];
  /** Copies within each block: experts 0 to this, 1 where there are none. */
  readonly experts: number;
  /** indices x experts. */
  readonly count: number;
}

export interface Module {
  /** Dotted path in the Transformers model: `model.layers.0.self_attn.q_proj`. */
  readonly name: string;
  readonly kind: ModuleKind;
  /** Shape of the stored weight; empty where there is none. */
  readonly shape: readonly number[];
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Elements of the bias vector, 0 for none. */
  readonly bias: number;
  /** True where the weight is another module's tensor and is counted there. */
  readonly tiedWeight: boolean;
  readonly tiedBias: boolean;
  /** Position of the block in its stack, from 0; null outside the blocks. */
  readonly layer: number | null;
  readonly stack: 'encoder' | 'decoder';
  /** Share of tokens that pass through: 1, or chosen experts / experts. */
  readonly load: number;
  /** In a grouped model, the equal modules that this one stands for. */
  readonly copies?: Copies;
}

/** How a checkpoint holds its matrices in few bits. */
export interface Stored {
  /** Usual name: `fp8`, `gptq`, `nf4`. */
  readonly name: string;
  /** Bytes of one matrix and its constants, as if it were quantised. */
  readonly bytesOf: (module: Module) => number;
  /** Modules that are not quantised. */
  readonly keeps: (name: string) => boolean;
  /** True where only the matrices of the blocks are packed (GPTQ, AWQ). */
  readonly blocksOnly: boolean;
}

/** Which model class of Transformers wraps the body. */
export type Head =
  | 'body'
  /** The encoder of an encoder-decoder alone. */
  | 'encoder'
  | 'causal'
  | 'masked'
  | 'pretraining'
  | 'seq2seq'
  | 'sequence'
  | 'token'
  | 'question';

export type DataType = 'float32' | 'bfloat16' | 'float16';

export interface Model {
  readonly modelType: string;
  readonly head: Head;
  readonly modules: readonly Module[];
  /** Blocks of the main stack: the decoder's, or the encoder's where there is no decoder. */
  readonly layers: number;
  /** Blocks of the encoder beside a decoder (T5), else 0. */
  readonly encoderLayers: number;
  /** Residual width d. */
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** True where the model class has `num_key_value_heads`, by which PEFT then sizes prefixes. */
  readonly groupedQueries: boolean;
  /** `head_dim` as the config class holds it, by which PEFT sizes prefixes; absent where PEFT divides instead. */
  readonly configHeadDim?: number | undefined;
  /** Width of one attention head. */
  readonly headDim: number;
  /** Rows of the input embedding. */
  readonly vocabulary: number;
  /** Width of the embedding vectors, which prompt methods learn. */
  readonly embeddingWidth: number;
  /** True where only the language part of a multimodal model is counted. */
  readonly isTextPart?: boolean;
  /** How the published weights are quantised; absent where they are not. */
  readonly stored?: Stored | null;
  /** Data type of the published weights. */
  readonly dtype: DataType;
  /** Name of the input embedding. */
  readonly inputEmbedding: string;
  /** Name of the projection onto the vocabulary, where there is one. */
  readonly outputEmbedding: string | null;
  /** Name of the classifier, where there is one; it may have modules below it. */
  readonly classifier: string | null;
  /** Attention of every layer counted once: encoder-decoder models attend twice per decoder block. */
  readonly attentions: number;
}

export interface Place {
  layer?: number | null;
  stack?: 'encoder' | 'decoder';
  load?: number;
}

function module(
  name: string,
  kind: ModuleKind,
  shape: readonly number[],
  inFeatures: number,
  outFeatures: number,
  bias: number,
  { layer = null, stack = 'decoder', load = 1 }: Place,
  tied: { weight?: boolean; bias?: boolean } = {},
): Module {
  return {
    name,
    kind,
    shape,
    inFeatures,
    outFeatures,
    bias,
    tiedWeight: tied.weight ?? false,
    tiedBias: tied.bias ?? false,
    layer,
    stack,
    load,
  };
}

/** y = W x + b with W of [out, in]. */
export function linear(
  name: string,
  inFeatures: number,
  outFeatures: number,
  bias: boolean,
  place: Place = {},
): Module {
  return module(
    name,
    'linear',
    [outFeatures, inFeatures],
    inFeatures,
    outFeatures,
    bias ? outFeatures : 0,
    place,
  );
}

/** GPT-2's Conv1D: a linear map whose weight lies transposed, [in, out]. */
export function conv1d(name: string, inFeatures: number, outFeatures: number, place: Place = {}): Module {
  return module(name, 'conv1d', [inFeatures, outFeatures], inFeatures, outFeatures, outFeatures, place);
}

export function embedding(name: string, rows: number, width: number, place: Place = {}): Module {
  return module(name, 'embedding', [rows, width], rows, width, 0, place);
}

/** Root mean square normalisation: a weight only. */
export function rmsNorm(name: string, width: number, place: Place = {}): Module {
  return module(name, 'norm', [width], width, width, 0, place);
}

/** Layer normalisation: weight and bias. */
export function layerNorm(name: string, width: number, place: Place = {}): Module {
  return module(name, 'norm', [width], width, width, width, place);
}

/** torch.nn.Conv1d over positions, as in DeBERTa-v2-xlarge. */
export function convolution(
  name: string,
  width: number,
  kernel: number,
  groups: number,
  place: Place = {},
): Module {
  return module(name, 'convolution', [width, width / groups, kernel], width, width, width, place);
}

/** torch.nn.Conv2d over square patches, as at the entrance of a vision tower. */
export function convolution2d(name: string, channels: number, width: number, patch: number): Module {
  return module(name, 'convolution', [width, channels, patch, patch], channels, width, width, {});
}

/** A bare routing weight that is no torch.nn.Linear. */
export function router(name: string, experts: number, width: number, place: Place = {}): Module {
  return module(name, 'router', [experts, width], width, experts, 0, place);
}

/**
 * The matrices of all experts of a block in one tensor, as Transformers 5 has them; the parameter is the tensor itself.
 * @param shape [experts, in, out] or [experts, out, in].
 * @param inFeatures of one expert, times the experts where the tensor leads back to the stream, so that what one token
 * leaves behind is a share (`load`) of it; outFeatures the other way round.
 */
export function experts(
  name: string,
  shape: readonly [number, number, number],
  inFeatures: number,
  outFeatures: number,
  place: Place,
): Module {
  return module(name, 'experts', shape, inFeatures, outFeatures, 0, place);
}

/** A tensor that belongs to no layer of PyTorch's, such as the sinks of an attention. */
export function parameter(name: string, shape: readonly number[], place: Place = {}): Module {
  return module(name, 'bare', shape, 0, 0, 0, place);
}

/** torch.nn.Conv1d over time, one filter per channel and no bias. */
export function depthwise(name: string, channels: number, kernel: number, place: Place): Module {
  return module(name, 'convolution', [channels, 1, kernel], channels, channels, 0, place);
}

/** A bias that hangs on a container, as in BERT's masked-language head. */
export function bareBias(name: string, width: number): Module {
  return module(name, 'bare', [], 0, 0, width, {});
}

/** A projection onto the vocabulary that shares the input embedding's tensor when `tied`. */
export function vocabularyHead(
  name: string,
  width: number,
  vocabulary: number,
  { tied, bias = false, tiedBias = false }: { tied: boolean; bias?: boolean; tiedBias?: boolean },
): Module {
  return module(
    name,
    'linear',
    [vocabulary, width],
    width,
    vocabulary,
    bias ? vocabulary : 0,
    {},
    {
      weight: tied,
      bias: tiedBias,
    },
  );
}

/** Elements of the weight, whether tied or not. */
export function weightSize(module: Module): number {
  let size = module.shape.length === 0 ? 0 : 1;
  for (const extent of module.shape) size *= extent;
  return size;
}

/** Parameters that this module adds to the model's total: tied tensors count where they live. */
export function moduleParameters(module: Module): number {
  return (module.tiedWeight ? 0 : weightSize(module)) + (module.tiedBias ? 0 : module.bias);
}
