/**
 * @file From a `config.json` of the hub to a model: which architecture, which head, and the list of modules.
 * Models are cached by the text of their config, so that a slider does not list a thousand modules again.
 */
import { CostError, show } from '../error.ts';
import type { DataType, Head, Model } from '../module.ts';
import { openSource, readInteger, readRaw, readText, readTexts, type Source } from '../read.ts';
import { remember } from '../remember.ts';
import { readStored } from '../stored.ts';
import type { Architecture } from './architecture.ts';
import { bart } from './bart.ts';
import { bert, roberta } from './bert.ts';
import { bloom } from './bloom.ts';
import { chatglm } from './chatglm.ts';
import { debertaV2 } from './deberta-v2.ts';
import { deepseekV3, deepseekV32 } from './deepseek-v3.ts';
import { deepseekV4 } from './deepseek-v4.ts';
import { distilbert } from './distilbert.ts';
import { falcon } from './falcon.ts';
import { checkConfigFields } from './fields.ts';
import { glm4Moe, gptOss, llama4Text, minimaxM2 } from './fused-experts.ts';
import { gemma, gemma2, gemma3Text } from './gemma.ts';
import { gemma3 } from './gemma3.ts';
import { gemma4Text } from './gemma4.ts';
import { gptNeox } from './gpt-neox.ts';
import { gpt2 } from './gpt2.ts';
import { internlm, internlm2 } from './internlm.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { mixtral } from './mixtral.ts';
import { opt } from './opt.ts';
import { phi } from './phi.ts';
import { phi3 } from './phi3.ts';
import { qwen2Moe, qwen3Moe } from './qwen-moe.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3Next, qwen35, qwen35Moe } from './qwen3-5.ts';
import { glm4, glmHf, granite, internlm3, minicpm, ministral3, olmo2, smollm3 } from './siblings.ts';
import { t5 } from './t5.ts';
import { textPartOf } from './text-part.ts';

/** By `model_type`, as config.json spells it. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  llama,
  mistral,
  qwen2,
  qwen3,
  gemma,
  gemma2,
  gemma3_text: gemma3Text,
  gemma3,
  gemma4_text: gemma4Text,
  phi3,
  mixtral,
  qwen2_moe: qwen2Moe,
  qwen3_moe: qwen3Moe,
  deepseek_v3: deepseekV3,
  gpt2,
  opt,
  bloom,
  gpt_neox: gptNeox,
  falcon,
  RefinedWeb: falcon,
  RefinedWebModel: falcon,
  bert,
  roberta,
  'xlm-roberta': roberta,
  'deberta-v2': debertaV2,
  t5,
  mt5: t5,
  bart,
  distilbert,
  phi,
  granite,
  smollm3,
  ministral3,
  internlm,
  internlm2,
  internlm3,
  minicpm,
  olmo2,
  olmo3: olmo2,
  glm: glmHf,
  glm4,
  chatglm,
  glm4_moe: glm4Moe,
  glm_moe_dsa: deepseekV32,
  deepseek_v32: deepseekV32,
  deepseek_v4: deepseekV4,
  kimi_k2: deepseekV3,
  minimax_m2: minimaxM2,
  gpt_oss: gptOss,
  llama4_text: llama4Text,
  qwen3_next: qwen3Next,
  qwen3_5_text: qwen35,
  qwen3_5_moe_text: qwen35Moe,
};

/** Ends of Transformers' class names. */
const HEAD_OF_CLASS: Readonly<Record<string, Head>> = {
  Model: 'body',
  EncoderModel: 'encoder',
  ForCausalLM: 'causal',
  LMHeadModel: 'causal',
  WithLMHeadModel: 'seq2seq',
  ForMaskedLM: 'masked',
  ForPreTraining: 'pretraining',
  ForConditionalGeneration: 'seq2seq',
  ForSequenceClassification: 'sequence',
  ForTokenClassification: 'token',
  ForQuestionAnswering: 'question',
};

/** PEFT's `task_type` says with which head the base was loaded. */
const HEAD_OF_TASK: Readonly<Record<string, Head | null>> = {
  CAUSAL_LM: 'causal',
  SEQ_2_SEQ_LM: 'seq2seq',
  SEQ_CLS: 'sequence',
  TOKEN_CLS: 'token',
  QUESTION_ANS: 'question',
  FEATURE_EXTRACTION: null,
};

/** Configs of 2019 hold no `model_type`: the class says it, or the names of GPT-2's fields (`afn` is GPT-1's). */
function guessModelType(source: Source): string | null {
  const name = readTexts(source, 'architectures')?.[0];
  if (name !== undefined) {
    const fits = Object.entries(ARCHITECTURES).find(([, { classPrefixes }]) =>
      classPrefixes.some(
        (prefix) => name.startsWith(prefix) && Object.hasOwn(HEAD_OF_CLASS, name.slice(prefix.length)),
      ),
    );
    return fits?.[0] ?? null;
  }
  const isGpt2 = ['n_embd', 'n_layer', 'n_head', 'n_positions'].every((field) =>
    Object.hasOwn(source.fields, field),
  );
  return isGpt2 && !Object.hasOwn(source.fields, 'afn') ? 'gpt2' : null;
}

function readArchitecture(source: Source): [string, Architecture] {
  const modelType = readText(source, 'model_type') ?? guessModelType(source);
  if (modelType === null) {
    throw new CostError('missingField', source.place, 'model_type', 'The config lacks model_type.');
  }
  const architecture = Object.hasOwn(ARCHITECTURES, modelType) ? ARCHITECTURES[modelType] : undefined;
  if (!architecture) {
    throw new CostError(
      'unknownArchitecture',
      source.place,
      'model_type',
      `model_type ${show(modelType)} is not one of the architectures known here.`,
      { value: modelType, choices: Object.keys(ARCHITECTURES).join(', ') },
    );
  }
  return [modelType, architecture];
}

function headOfClass(source: Source, modelType: string, architecture: Architecture): Head {
  const name = readTexts(source, 'architectures')?.[0];
  if (name === undefined) return architecture.defaultHead;
  for (const prefix of architecture.classPrefixes) {
    const head = name.startsWith(prefix) ? HEAD_OF_CLASS[name.slice(prefix.length)] : undefined;
    if (head) return head;
  }
  throw new CostError(
    'contradiction',
    source.place,
    'architectures',
    `architectures names ${show(name)}, which is no model class of model_type ${modelType} known here.`,
    { other: 'model_type', value: name, otherValue: modelType },
  );
}

/** Multimodal models use one class for every generation task. */
function headFor(classHead: Head, task: string | null, modelType: string): Head {
  const wanted = task === null ? null : (HEAD_OF_TASK[task] ?? null);
  if (wanted === null) return classHead;
  if (modelType === 'gemma3' && (wanted === 'causal' || wanted === 'seq2seq')) return classHead;
  if (wanted === 'causal' && classHead !== 'body') return classHead;
  return wanted;
}

/** Classes where the config names none; BART's class has those of its inference task. */
function readLabels(source: Source, modelType: string): number {
  const classes = readRaw(source, ['id2label']);
  const counted = typeof classes === 'object' && classes !== null ? Object.keys(classes).length : 0;
  return readInteger(source, 'num_labels', {
    max: 1_000_000,
    fallback: counted || (modelType === 'bart' ? 3 : 2),
  });
}

/** `torch_dtype` (or, since Transformers 5, `dtype`); float32 where the file is silent. */
function readDataType(source: Source): DataType {
  const stated = readText(source, 'torch_dtype') ?? readText(source, 'dtype') ?? 'float32';
  const name = stated.replace('torch.', '');
  if (name === 'float32' || name === 'bfloat16' || name === 'float16') return name;
  throw new CostError(
    'unknownChoice',
    source.place,
    'torch_dtype',
    `torch_dtype must be float32, bfloat16 or float16, not ${show(stated)}.`,
    { value: stated, choices: 'float32, bfloat16, float16' },
  );
}

/** Modules of all remembered models at most: two of DeepSeek-V3's size, or hundreds of usual ones. */
const models = remember<Model>({ size: 32, weight: 120_000 }, (model) => model.modules.length);

/**
 * Lists a model's modules.
 * @param task PEFT's `task_type`: the same base is loaded with a classification head for SEQ_CLS.
 * @throws CostError naming the field that is missing, contradictory or out of range.
 */
export function openModel(config: unknown, task: string | null = null): Model {
  return models([config, task], () => {
    const given = openSource('config', config);
    const text = textPartOf(given, (type) => Object.hasOwn(ARCHITECTURES, type));
    const source = text?.source ?? given;
    const [modelType, architecture] = readArchitecture(source);
    checkConfigFields(source, modelType);
    const head = headFor(headOfClass(source, modelType, architecture), task, modelType);
    const dtype = readDataType(source);
    const stored = readStored(source);
    const labels = readLabels(source, modelType);
    const root = text && head !== 'body' ? text.root : undefined;
    const listed = architecture.list({ source, modelType, head, labels, root });
    return { modelType, head, dtype, stored, ...(text ? { isTextPart: true } : {}), ...listed };
  });
}
