/**
 * @file Published integers, each with its source. Short names:
 * PEFT = huggingface/peft@5d602fdb; SL = datawhalechina/self-llm@0932a89b; LA = liguodongiot/llm-action@92344943.
 * The sources print a run's "trainable params" and "all params"; `all` here is the latter.
 */
import { describe, expect, it } from 'vitest';
import { parameterReport, totalParameters } from './counts.ts';
import { findModel } from './gallery/index.ts';

type Json = Record<string, unknown>;
const of = (id: string, changes: Json = {}): Json => ({ ...findModel(id).config, ...changes });

const BLOOMZ_560M = of('bigscience/bloom-560m');
const BERT_CASED = of('google-bert/bert-base-uncased', { vocab_size: 28_996 });
const SEVEN = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];
/** What SL's notebooks use on every model. */
const SL_LORA = { peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 8, target_modules: SEVEN };
const QWEN_15_7B = {
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  hidden_size: 4096,
  intermediate_size: 11_008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 32,
  vocab_size: 151_936,
  tie_word_embeddings: false,
};
const PHI_4 = of('microsoft/Phi-3-medium-4k-instruct', { vocab_size: 100_352 });

interface Printed {
  what: string;
  config: Json;
  peft: Json;
  trainable: number;
  /** Missing where the source prints none, or one that an older PEFT counted twice. */
  all?: number;
  source: string;
}

const PRINTED: Printed[] = [
  {
    what: 'Qwen2.5 3B, LoRA r=16 on the default targets',
    config: of('Qwen/Qwen2.5-3B'),
    peft: { peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 16 },
    trainable: 3_686_400,
    all: 3_089_625_088,
    source: 'PEFT README.md:57',
  },
  {
    what: 'Llama 3.2 1B, LoRA r=8 on q_proj',
    config: of('meta-llama/Llama-3.2-1B'),
    peft: { peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 8, target_modules: ['q_proj'] },
    trainable: 524_288,
    all: 1_236_338_688,
    source: 'PEFT docs/source/quicktour.md:94',
  },
  {
    what: 'OPT 350M, LoRA r=16 on q_proj and v_proj',
    config: of('facebook/opt-350m'),
    peft: { peft_type: 'LORA', r: 16, target_modules: ['q_proj', 'v_proj'] },
    trainable: 1_572_864,
    all: 332_769_280,
    source: 'PEFT docs/source/guides/peft_model_config.md:132',
  },
  {
    what: 'OPT 6.7B, LoRA r=16 on q_proj and v_proj',
    config: of('facebook/opt-6.7b'),
    peft: { peft_type: 'LORA', r: 16, target_modules: ['q_proj', 'v_proj'] },
    trainable: 8_388_608,
    all: 6_666_862_592,
    source: 'PEFT examples/int8_training/Finetune_opt_bnb_peft.ipynb:307',
  },
  {
    what: 'BLOOMZ 560M, P-tuning with an MLP',
    config: BLOOMZ_560M,
    peft: { peft_type: 'P_TUNING', task_type: 'CAUSAL_LM', num_virtual_tokens: 20, encoder_hidden_size: 128 },
    trainable: 300_288,
    all: 559_514_880,
    source: 'PEFT docs/source/package_reference/p_tuning.md:48',
  },
  {
    what: 'BLOOMZ 560M, P-tuning with an LSTM',
    config: BLOOMZ_560M,
    peft: {
      peft_type: 'P_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 20,
      encoder_hidden_size: 128,
      encoder_reparameterization_type: 'LSTM',
    },
    trainable: 1_926_400,
    all: 561_140_992,
    source: 'LA llm-train/peft/clm/peft_p_tuning_lstm_clm.ipynb:739',
  },
  {
    what: 'BLOOMZ 560M, prefix of 20',
    config: BLOOMZ_560M,
    peft: { peft_type: 'PREFIX_TUNING', task_type: 'CAUSAL_LM', num_virtual_tokens: 20 },
    trainable: 983_040,
    all: 560_197_632,
    source: 'PEFT docs/source/package_reference/prefix_tuning.md:46',
  },
  {
    what: 'BLOOMZ 560M, prefix of 30',
    config: BLOOMZ_560M,
    peft: { peft_type: 'PREFIX_TUNING', task_type: 'CAUSAL_LM', num_virtual_tokens: 30 },
    trainable: 1_474_560,
    all: 560_689_152,
    source: 'PEFT examples/causal_language_modeling/peft_prefix_tuning_clm.ipynb:314',
  },
  {
    what: 'BLOOMZ 560M, prefix of 30 made by an MLP',
    config: BLOOMZ_560M,
    peft: {
      peft_type: 'PREFIX_TUNING',
      task_type: 'CAUSAL_LM',
      num_virtual_tokens: 30,
      prefix_projection: true,
    },
    trainable: 51_461_120,
    all: 610_675_712,
    source: 'LA llm-train/peft/clm/peft_prefix_tuning_clm.ipynb:635',
  },
  {
    what: 'BLOOMZ 560M, prompt of 8',
    config: BLOOMZ_560M,
    peft: { peft_type: 'PROMPT_TUNING', task_type: 'CAUSAL_LM', num_virtual_tokens: 8 },
    trainable: 8_192,
    all: 559_222_784,
    source: 'PEFT docs/source/package_reference/prompt_tuning.md:54',
  },
  {
    what: 'BLOOMZ 560M, norms',
    config: BLOOMZ_560M,
    peft: { peft_type: 'LN_TUNING', task_type: 'CAUSAL_LM' },
    trainable: 100_352,
    all: 559_314_944,
    source: 'PEFT examples/causal_language_modeling/peft_ln_tuning_clm.ipynb:372',
  },
  {
    what: 'BLOOMZ 560M, (IA)^3',
    config: BLOOMZ_560M,
    peft: {
      peft_type: 'IA3',
      task_type: 'CAUSAL_LM',
      target_modules: ['query_key_value', 'mlp.dense_4h_to_h'],
    },
    trainable: 172_032,
    all: 559_386_624,
    source: 'LA llm-train/peft/clm/peft_ia3_clm.ipynb:355',
  },
  {
    what: 'BLOOMZ 560M, LoRA r=8',
    config: BLOOMZ_560M,
    peft: { peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 8 },
    trainable: 786_432,
    all: 560_001_024,
    source: 'LA llm-train/peft/clm/peft_lora_clm.ipynb:348',
  },
  {
    what: 'BLOOM 3B, LoRA r=16',
    config: of('bigscience/bloom-3b'),
    peft: { peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 16, target_modules: ['query_key_value'] },
    trainable: 4_915_200,
    all: 3_007_472_640,
    source: 'LA llm-train/peft/multimodal/finetune_bloom_bnb_peft.ipynb:88',
  },
  {
    what: 'LLaMA 30B (32.5 B parameters), LoRA r=16 on q, k, v, o',
    config: of('huggyllama/llama-30b'),
    peft: { peft_type: 'LORA', r: 16, target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj'] },
    trainable: 51_118_080,
    all: 32_580_061_696,
    source: 'LA llm-train/alpaca-lora/README.md:83',
  },
  {
    what: 'Mistral 7B with 27 new tokens, LoRA r=64 on embedding, head, q and v',
    config: of('mistralai/Mistral-7B-v0.1', { vocab_size: 32_027 }),
    peft: { peft_type: 'LORA', r: 64, target_modules: ['embed_tokens', 'lm_head', 'q_proj', 'v_proj'] },
    trainable: 31_886_720,
    all: 7_273_840_000,
    source: 'PEFT examples/causal_language_modeling/peft_lora_clm_with_additional_tokens.ipynb:193',
  },
  {
    what: 'mT0 large, (IA)^3 without feed-forward modules',
    config: of('bigscience/mt0-large'),
    peft: { peft_type: 'IA3', task_type: 'SEQ_2_SEQ_LM', feedforward_modules: [] },
    trainable: 282_624,
    all: 1_229_863_936,
    source: 'PEFT examples/conditional_generation/peft_ia3_seq2seq.ipynb:239',
  },
  {
    what: 'T5 large, prompt of 20 for encoder and decoder',
    config: of('google-t5/t5-large'),
    peft: { peft_type: 'PROMPT_TUNING', task_type: 'SEQ_2_SEQ_LM', num_virtual_tokens: 20 },
    trainable: 40_960,
    all: 737_709_056,
    source: 'PEFT examples/conditional_generation/peft_prompt_tuning_seq2seq.ipynb:31',
  },
  {
    what: 'Flan-T5 large, LoRA r=16 on q and v',
    config: of('google/flan-t5-large'),
    peft: { peft_type: 'LORA', task_type: 'SEQ_2_SEQ_LM', r: 16, target_modules: ['q', 'v'] },
    trainable: 4_718_592,
    all: 787_868_672,
    source: 'PEFT examples/int8_training/Finetune_flan_t5_large_bnb_peft.ipynb:373',
  },
  {
    what: 'T5 base, LoRA r=8 on q and v',
    config: of('google-t5/t5-base'),
    peft: { peft_type: 'LORA', task_type: 'SEQ_2_SEQ_LM', r: 8, target_modules: ['q', 'v'] },
    trainable: 884_736,
    source: 'PEFT src/peft/peft_model.py:2375',
  },
  {
    what: 'GPT-2 large, prefix of 20',
    config: of('openai-community/gpt2-large'),
    peft: { peft_type: 'PREFIX_TUNING', task_type: 'CAUSAL_LM', num_virtual_tokens: 20 },
    trainable: 1_843_200,
    all: 775_873_280,
    source: 'PEFT src/peft/peft_model.py:2034',
  },
  {
    what: 'BERT base cased, prefix of 20 and a classifier',
    config: BERT_CASED,
    peft: { peft_type: 'PREFIX_TUNING', task_type: 'SEQ_CLS', num_virtual_tokens: 20 },
    trainable: 370_178,
    source: 'PEFT src/peft/peft_model.py:1786',
  },
  {
    what: 'BERT base cased, LoRA r=8 on query and key, and a classifier',
    config: BERT_CASED,
    peft: { peft_type: 'LORA', task_type: 'SEQ_CLS', r: 8, target_modules: ['query', 'key'] },
    trainable: 296_450,
    all: 108_608_260,
    source: 'PEFT examples/evaluation/lora-lm-eval.ipynb:288',
  },
  {
    what: 'RoBERTa base, VeRA on query, value and intermediate, and a classifier',
    config: of('FacebookAI/roberta-base'),
    peft: {
      peft_type: 'VERA',
      task_type: 'SEQ_CLS',
      r: 8,
      target_modules: ['query', 'value', 'intermediate.dense'],
    },
    trainable: 647_714,
    all: 125_294_884,
    source: 'PEFT examples/sequence_classification/VeRA.ipynb:208',
  },
  {
    what: 'Gemma 2 2B, LoRA r=16 on q and v, and a classifier',
    config: of('google/gemma-2-2b'),
    peft: { peft_type: 'LORA', task_type: 'SEQ_CLS', r: 16, target_modules: ['q_proj', 'v_proj'] },
    trainable: 3_199_488,
    all: 2_617_545_984,
    source: 'PEFT examples/sequence_classification/LoRA-torchao-8bit.ipynb:243',
  },
  {
    what: 'Llama 3 8B, DoRA r=8 on all seven',
    config: of('meta-llama/Llama-3.1-8B'),
    peft: { peft_type: 'LORA', r: 8, target_modules: SEVEN, use_dora: true },
    trainable: 22_347_776,
    source: 'PEFT examples/dora_finetuning/QDoRA_finetuning.ipynb:572',
  },
  ...(
    [
      [
        'Llama 3 8B',
        of('meta-llama/Llama-3.1-8B'),
        20_971_520,
        8_051_232_768,
        'models/LLaMA3/LLaMA3-8B-Instruct Lora.ipynb:412',
      ],
      [
        'Gemma 2B',
        of('google/gemma-2b'),
        9_805_824,
        2_515_978_240,
        'models/Gemma/04-Gemma-2B-Lora.ipynb:389',
      ],
      [
        'Gemma 2 9B',
        of('google/gemma-2-9b'),
        27_009_024,
        9_268_715_008,
        'models/Gemma2/04-Gemma-2-9b-it peft lora.ipynb:391',
      ],
      ['Qwen1.5 7B', QWEN_15_7B, 19_988_480, 7_741_313_024, 'models/Qwen1.5/Qwen1.5-7B-Chat Lora.ipynb:409'],
      [
        'Qwen2.5 7B',
        of('Qwen/Qwen2.5-7B'),
        20_185_088,
        7_635_801_600,
        'models/Qwen2.5/05-Qwen2.5-7B-Instruct Lora.ipynb:428',
      ],
      ['Qwen3 0.6B', of('Qwen/Qwen3-0.6B'), 5_046_272, 601_096_192, 'models/Qwen3/08-Qwen3_0_6B.md:279'],
      ['Qwen3 8B', of('Qwen/Qwen3-8B'), 21_823_488, 8_212_558_848, 'models/Qwen3/05-Qwen3-8B-LoRA.ipynb:441'],
      [
        'Qwen3 30B-A3B, all experts',
        of('Qwen/Qwen3-30B-A3B'),
        421_920_768,
        30_954_043_392,
        'models/Qwen3/06-Qwen3-30B-A3B.ipynb:512',
      ],
      [
        'Phi-3 mini, where only o_proj and down_proj exist',
        of('microsoft/Phi-3-mini-4k-instruct'),
        4_456_448,
        3_825_536_000,
        'models/phi-3/Phi-3-mini-4k-Instruct-Lora.ipynb:427',
      ],
    ] as const
  ).map(
    ([what, config, trainable, all, file]): Printed => ({
      what: `${what}, LoRA r=8 on seven names`,
      config,
      peft: SL_LORA,
      trainable,
      all,
      source: `SL ${file}`,
    }),
  ),
  {
    what: 'Gemma 3 4B with its eyes, LoRA r=8 on q, k, v, o',
    config: of('google/gemma-3-4b-pt'),
    peft: {
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: 8,
      target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj'],
    },
    trainable: 5_949_440,
    all: 4_306_028_912,
    source: 'SL models/Gemma3/05-gemma-3-4b-it LoRA.ipynb:605',
  },
  {
    what: 'Phi-4, LoRA r=8 on o_proj and qkv_proj',
    config: PHI_4,
    peft: { peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 8, target_modules: ['o_proj', 'qkv_proj'] },
    trainable: 7_372_800,
    all: 14_666_880_000,
    source: 'SL models/phi4/04-Phi-4-Lora.ipynb:411',
  },
];

describe('lines that PEFT printed', () => {
  for (const { what, config, peft, trainable, all, source } of PRINTED) {
    it(`${what} (${source})`, () => {
      const report = parameterReport(config, peft);
      expect(report.trainable).toBe(trainable);
      if (all !== undefined) expect(report.all).toBe(all);
    });
  }
});

/** Totals that authors state to the integer. */
const STATED: [id: string, total: number, source: string][] = [
  ['bigscience/bloom', 176_247_271_424, 'model card bigscience/bloom'],
  [
    'EleutherAI/gpt-neox-20b',
    20_554_567_680,
    'model card EleutherAI/gpt-neox-20b; arXiv 2204.06745, section 2',
  ],
  ['EleutherAI/pythia-160m', 162_322_944, 'model cards EleutherAI/pythia-*, table of exact counts'],
  ['EleutherAI/pythia-1.4b', 1_414_647_808, 'model cards EleutherAI/pythia-*, table of exact counts'],
  ['EleutherAI/pythia-6.9b', 6_857_302_016, 'model cards EleutherAI/pythia-*, table of exact counts'],
  ['EleutherAI/pythia-12b', 11_846_072_320, 'model cards EleutherAI/pythia-*, table of exact counts'],
];

describe('totals that authors state', () => {
  for (const [id, total, source] of STATED) {
    it(`${id} (${source})`, () => {
      expect(totalParameters(findModel(id).config)).toBe(total);
    });
  }

  it('DeepSeek-V3 has 671,026,419,200 numbers, 58 x 256 of which are routing corrections and no parameters', () => {
    // Hub checkpoint without its multi-token-prediction block; the corrections are buffers in Transformers.
    expect(totalParameters(findModel('deepseek-ai/DeepSeek-V3').config)).toBe(671_026_419_200 - 58 * 256);
  });

  it('the last two blocks of GPT-2 medium are 25.19 M (LoRA, arXiv 2106.09685, table 3, FT-Top2)', () => {
    const report = parameterReport(findModel('openai-community/gpt2-medium').config, {
      peft_type: 'LAYERS',
      last: 2,
    });
    expect(report.trainable).toBe(2 * (12 * 1024 ** 2 + 13 * 1024));
    expect((report.trainable / 1e6).toFixed(2)).toBe('25.19');
  });

  it('a prompt of 5 tokens on T5 XXL is 20,480 numbers (Lester et al., arXiv 2104.08691, section 1)', () => {
    const peft = { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 5 };
    expect(parameterReport(findModel('google/flan-t5-xxl').config, peft).trainable).toBe(20_480);
  });

  it('the adapter rows of GPT-3 are 7.1 M and 40.1 M (LoRA, table 4)', () => {
    const gpt3 = findModel('gpt-3').config;
    const millions = (bottleneck: number): string =>
      (parameterReport(gpt3, { peft_type: 'HOULSBY', bottleneck }).trainable / 1e6).toFixed(1);
    expect(millions(1)).toBe('7.1');
    expect(millions(8)).toBe('40.1');
  });

  it('LoRA on GPT-3 is 4.7 M with r=1 and 37.7 M with r=8 (LoRA, table 4)', () => {
    const gpt3 = findModel('gpt-3').config;
    const millions = (r: number): string =>
      (
        parameterReport(gpt3, { peft_type: 'LORA', r, target_modules: ['q_proj', 'v_proj'] }).trainable / 1e6
      ).toFixed(1);
    expect(millions(1)).toBe('4.7');
    expect(millions(8)).toBe('37.7');
  });
});
