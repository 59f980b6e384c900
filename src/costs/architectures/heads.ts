/**
 * @file Which classification heads Transformers 5.23 has on a decoder, and how it names them: the token head is
 * `score` or `classifier`, and some question-answering classes call their body `transformer`.
 */
interface DecoderHeads {
  /** Name of the token head; null where there is no such class. */
  readonly token: string | null;
  /** What stands before the body's names in the question-answering class; null where there is none. */
  readonly question: string | null;
}

const OWN_BODY: DecoderHeads = { token: 'classifier', question: 'transformer.' };
const RENAMED: DecoderHeads = { token: 'score', question: 'transformer.' };
const COMMON: DecoderHeads = { token: 'score', question: 'model.' };
const NO_QUESTION: DecoderHeads = { token: 'score', question: null };
const NEITHER: DecoderHeads = { token: null, question: null };

const HEADS: Readonly<Record<string, DecoderHeads>> = {
  gpt2: OWN_BODY,
  bloom: OWN_BODY,
  falcon: OWN_BODY,
  RefinedWeb: OWN_BODY,
  RefinedWebModel: OWN_BODY,
  gpt_neox: { token: 'classifier', question: 'gpt_neox.' },
  opt: { token: null, question: 'model.decoder.' },
  llama: RENAMED,
  qwen2: RENAMED,
  qwen3: RENAMED,
  qwen2_moe: COMMON,
  qwen3_next: RENAMED,
  smollm3: RENAMED,
  ministral3: COMMON,
  phi: NO_QUESTION,
  glm: NO_QUESTION,
  glm4: NO_QUESTION,
  gpt_oss: NO_QUESTION,
  qwen3_moe: RENAMED,
  mistral: COMMON,
  mixtral: COMMON,
  gemma: NO_QUESTION,
  gemma2: NO_QUESTION,
  phi3: NO_QUESTION,
  deepseek_v3: NO_QUESTION,
  kimi_k2: NO_QUESTION,
};

/** Where Transformers has no class for sequences either. */
const WITHOUT_SCORE = new Set([
  ...[
    'granite',
    'internlm',
    'internlm2',
    'internlm3',
    'minicpm',
    'glm4_moe',
    'glm_moe_dsa',
    'deepseek_v32',
    'deepseek_v4',
    'gemma4_text',
    'minimax_m2',
    'llama4_text',
  ],
  'qwen3_5_moe_text',
]);

export function hasScore(modelType: string): boolean {
  return !WITHOUT_SCORE.has(modelType);
}

export function headsOf(modelType: string): DecoderHeads {
  return Object.hasOwn(HEADS, modelType) ? HEADS[modelType]! : NEITHER;
}
