/**
 * @file A published benchmark for comparison with the computed numbers: PEFT's method comparison, Llama 3.2 3B on
 * MetaMathQA, 5,000 steps of 4 sequences, bfloat16, on one L40S.
 * Source of every figure: huggingface/peft@5d602fdb, method_comparison/MetaMathQA/results/<name>.json,
 * fields num_trainable_params, num_total_params, file_size, accelerator_memory_max, test accuracy, forgetting.
 */
export interface BenchmarkRow {
  /** Name of the experiment; its slash is two dashes in the file's name. */
  readonly name: string;
  readonly peft: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  readonly trainable: number;
  /** Parameters of base and adapter together. */
  readonly all: number;
  /** Bytes of the written file. */
  readonly fileBytes: number;
  /** Highest memory in use, bytes. */
  readonly peakMemory: number;
  /** On GSM8K's test set, 0 to 1. */
  readonly accuracy: number;
  /** Rise of the loss on Wikipedia, nats per token. */
  readonly forgetting: number;
}

export const BENCHMARK_MODEL = 'meta-llama/Llama-3.2-3B';
export const BENCHMARK_SOURCE = 'huggingface/peft@5d602fdb, method_comparison/MetaMathQA/results';

/** Ranks that AdaLoRA retained, by layer: the lengths of its `rank_pattern`. */
function retainedRanks(retained: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  const pattern: Record<string, number> = {};
  for (const [module, ranks] of Object.entries(retained)) {
    for (const [layer, rank] of ranks.entries())
      pattern[`model.layers.${layer}.self_attn.${module}.lora_E`] = rank;
  }
  return pattern;
}

export const benchmark: readonly BenchmarkRow[] = [
  {
    name: 'full-finetuning/llama-3.2-3B-lr_0.00001',
    peft: {
      peft_type: 'FULL',
    },
    learningRate: 1e-5,
    trainable: 3_212_749_824,
    all: 3_212_749_824,
    fileBytes: 6_425_499_648,
    peakMemory: 38_868_615_168,
    accuracy: 0.4716,
    forgetting: 0.03,
  },
  {
    name: 'adalora/llama-3.2-3B-rank32',
    peft: {
      peft_type: 'ADALORA',
      target_modules: ['q_proj', 'v_proj'],
      init_r: 64,
      target_r: 32,
      rank_pattern: retainedRanks({
        q_proj: [
          0, 29, 28, 0, 17, 1, 22, 4, 10, 27, 4, 19, 12, 34, 30, 40, 35, 52, 41, 44, 16, 36, 25, 50, 48, 14,
          32, 31,
        ],
        v_proj: [
          60, 59, 32, 20, 36, 35, 43, 46, 38, 51, 42, 41, 45, 44, 37, 46, 40, 44, 54, 30, 28, 34, 37, 45, 35,
          16, 16, 37,
        ],
      }),
    },
    learningRate: 0.0001,
    trainable: 18_353_664,
    all: 3_231_103_544,
    fileBytes: 35_131_056,
    peakMemory: 22_781_362_176,
    accuracy: 0.373,
    forgetting: 0.0221,
  },
  {
    name: 'ia3/llama-3.2-3B-all-attn-5k-lr0.005',
    peft: {
      peft_type: 'IA3',
      target_modules: ['down_proj', 'gate_proj', 'k_proj', 'o_proj', 'q_proj', 'up_proj', 'v_proj'],
      feedforward_modules: ['down_proj', 'gate_proj', 'up_proj'],
    },
    learningRate: 0.005,
    trainable: 630_784,
    all: 3_213_380_608,
    fileBytes: 2_546_928,
    peakMemory: 26_145_193_984,
    accuracy: 0.4549,
    forgetting: 0.3141,
  },
  {
    name: 'ia3/llama-3.2-3B-default',
    peft: {
      peft_type: 'IA3',
      target_modules: ['down_proj', 'k_proj', 'v_proj'],
      feedforward_modules: ['down_proj'],
    },
    learningRate: 0.0001,
    trainable: 286_720,
    all: 3_213_036_544,
    fileBytes: 1_157_064,
    peakMemory: 23_234_347_008,
    accuracy: 0.3108,
    forgetting: 0.0193,
  },
  {
    name: 'ia3/llama-3.2-3B-lr_0.001',
    peft: {
      peft_type: 'IA3',
      target_modules: ['down_proj', 'k_proj', 'v_proj'],
      feedforward_modules: ['down_proj'],
    },
    learningRate: 0.001,
    trainable: 286_720,
    all: 3_213_036_544,
    fileBytes: 1_157_064,
    peakMemory: 23_234_347_008,
    accuracy: 0.398,
    forgetting: 0.0504,
  },
  {
    name: 'ln_tuning/llama-3.2-3B-default',
    peft: {
      peft_type: 'LN_TUNING',
      target_modules: ['input_layernorm', 'norm', 'post_attention_layernorm'],
    },
    learningRate: 0.0001,
    trainable: 175_104,
    all: 3_212_924_928,
    fileBytes: 358_288,
    peakMemory: 21_181_235_200,
    accuracy: 0.0,
    forgetting: 0.009,
  },
  {
    name: 'loha/llama-3.2-3B-rank32',
    peft: {
      peft_type: 'LOHA',
      r: 32,
      target_modules: ['q_proj', 'v_proj'],
    },
    learningRate: 0.0001,
    trainable: 18_350_080,
    all: 3_231_099_904,
    fileBytes: 73_429_560,
    peakMemory: 23_907_532_800,
    accuracy: 0.3927,
    forgetting: 0.0325,
  },
  {
    name: 'lora/llama-3.2-3B-rank10-target-mlp',
    peft: {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: 10,
      target_modules: ['down_proj', 'gate_proj', 'up_proj'],
    },
    learningRate: 0.0001,
    trainable: 9_461_760,
    all: 3_222_211_584,
    fileBytes: 37_868_984,
    peakMemory: 24_698_159_104,
    accuracy: 0.4943,
    forgetting: 0.0318,
  },
  {
    name: 'lora/llama-3.2-3B-rank32',
    peft: {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: 32,
      target_modules: ['q_proj', 'v_proj'],
    },
    learningRate: 0.0001,
    trainable: 9_175_040,
    all: 3_221_924_864,
    fileBytes: 36_715_216,
    peakMemory: 22_292_725_760,
    accuracy: 0.4784,
    forgetting: 0.05,
  },
  {
    name: 'lora/llama-3.2-3B-rank32-dora',
    peft: {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: 32,
      target_modules: ['q_proj', 'v_proj'],
      use_dora: true,
    },
    learningRate: 0.0001,
    trainable: 9_289_728,
    all: 3_222_039_552,
    fileBytes: 37_181_760,
    peakMemory: 24_532_484_096,
    accuracy: 0.4693,
    forgetting: 0.0506,
  },
  {
    name: 'lora/llama-3.2-3B-rank64',
    peft: {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: 64,
      target_modules: ['q_proj', 'v_proj'],
    },
    learningRate: 0.0001,
    trainable: 18_350_080,
    all: 3_231_099_904,
    fileBytes: 73_415_408,
    peakMemory: 22_552_772_608,
    accuracy: 0.4738,
    forgetting: 0.0594,
  },
  {
    name: 'lora/llama-3.2-3B-rank64-rslora',
    peft: {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: 64,
      target_modules: ['q_proj', 'v_proj'],
      use_rslora: true,
    },
    learningRate: 0.0001,
    trainable: 18_350_080,
    all: 3_231_099_904,
    fileBytes: 73_415_408,
    peakMemory: 22_561_161_216,
    accuracy: 0.5133,
    forgetting: 0.1106,
  },
  {
    name: 'prefixtuning/llama-3.2-3B-lr_0.001',
    peft: {
      peft_type: 'PREFIX_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 200,
    },
    learningRate: 0.001,
    trainable: 11_468_800,
    all: 3_224_218_624,
    fileBytes: 45_875_328,
    peakMemory: 21_952_987_136,
    accuracy: 0.1857,
    forgetting: 1.7852,
  },
  {
    name: 'prefixtuning/llama-3.2-3B-lr_0.005_zero_init',
    peft: {
      peft_type: 'PREFIX_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 200,
    },
    learningRate: 0.005,
    trainable: 11_468_800,
    all: 3_224_218_624,
    fileBytes: 45_875_328,
    peakMemory: 21_952_987_136,
    accuracy: 0.3578,
    forgetting: 0.3955,
  },
  {
    name: 'prefixtuning/llama-3.2-3B-tokens50-init_prefix-lr_0.005',
    peft: {
      peft_type: 'PREFIX_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 50,
    },
    learningRate: 0.005,
    trainable: 2_867_200,
    all: 3_215_617_024,
    fileBytes: 11_468_928,
    peakMemory: 20_585_644_032,
    accuracy: 0.4162,
    forgetting: 0.1983,
  },
  {
    name: 'prompt_tuning/llama-3.2-3B-default',
    peft: {
      peft_type: 'PROMPT_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 200,
    },
    learningRate: 0.0001,
    trainable: 614_400,
    all: 3_213_364_224,
    fileBytes: 2_457_728,
    peakMemory: 24_394_072_064,
    accuracy: 0.0569,
    forgetting: 0.7416,
  },
  {
    name: 'prompt_tuning/llama-3.2-3B-lr_0.001',
    peft: {
      peft_type: 'PROMPT_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 200,
    },
    learningRate: 0.001,
    trainable: 614_400,
    all: 3_213_364_224,
    fileBytes: 2_457_728,
    peakMemory: 24_394_072_064,
    accuracy: 0.2343,
    forgetting: 0.4058,
  },
  {
    name: 'prompt_tuning/llama-3.2-3B-sample_vocab-lr_0.001',
    peft: {
      peft_type: 'PROMPT_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 200,
    },
    learningRate: 0.001,
    trainable: 614_400,
    all: 3_213_364_224,
    fileBytes: 2_457_728,
    peakMemory: 24_410_849_280,
    accuracy: 0.3434,
    forgetting: 0.1451,
  },
  {
    name: 'ptuning/llama-3.2-3B-default',
    peft: {
      peft_type: 'P_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 20,
      encoder_hidden_size: 3072,
      encoder_reparameterization_type: 'MLP',
    },
    learningRate: 0.0001,
    trainable: 28_382_208,
    all: 3_241_132_032,
    fileBytes: 245_880,
    peakMemory: 20_921_188_352,
    accuracy: 0.3495,
    forgetting: 0.1286,
  },
  {
    name: 'vera/llama-3.2-3B-default',
    peft: {
      peft_type: 'VERA',
      r: 256,
      target_modules: ['q_proj', 'v_proj'],
      save_projection: true,
    },
    learningRate: 0.001,
    trainable: 129_024,
    all: 3_212_878_848,
    fileBytes: 6_821_968,
    peakMemory: 21_621_637_120,
    accuracy: 0.3541,
    forgetting: 0.0995,
  },
];
