/** @file The run for LLaMA-Factory: its YAML, and the description of the data that it requires. */
import type { ExportedFile } from '../peft/method.ts';
import { folderOf, modulesOf, type Plan, quantizer, trainingSettings } from './plan.ts';
import { jsonFile, type Settings, textFile, yaml } from './values.ts';

const DATA = {
  formatting: 'sharegpt',
  columns: { messages: 'messages' },
  tags: {
    role_tag: 'role',
    content_tag: 'content',
    user_tag: 'user',
    assistant_tag: 'assistant',
    system_tag: 'system',
  },
};

/** How the model is read: as it is, and nothing added to it. */
const MODEL: Settings = {
  model_revision: 'main',
  trust_remote_code: false,
  use_fast_tokenizer: true,
  resize_vocab: false,
  split_special_tokens: false,
  add_tokens: null,
  add_special_tokens: null,
  low_cpu_mem_usage: true,
  train_from_scratch: false,
  rope_scaling: null,
  flash_attn: 'sdpa',
  shift_attn: false,
  mixture_of_depths: null,
  use_unsloth: false,
  use_unsloth_gc: false,
  enable_liger_kernel: false,
  upcast_layernorm: false,
  upcast_lmhead_output: false,
};

/** Other optimizers and losses than the run's. */
const NO_TRICKS: Settings = {
  pure_bf16: false,
  fp8: false,
  use_llama_pro: false,
  use_galore: false,
  use_apollo: false,
  use_badam: false,
  use_adam_mini: false,
  use_muon: false,
  use_dft_loss: false,
  use_asft_loss: false,
  use_eaft_loss: false,
  compute_accuracy: false,
  early_stopping_steps: null,
};

function methodSettings({ spec: { method }, real, start }: Plan): Settings {
  if (method.name === 'layers')
    return {
      finetuning_type: 'freeze',
      freeze_trainable_layers: method.last,
      freeze_trainable_modules: 'all',
      freeze_extra_modules: null,
    };
  if (method.name !== 'lora') return { finetuning_type: 'full' };
  const pissa = method.init === 'pissa';
  return {
    finetuning_type: 'lora',
    adapter_name_or_path: real || start === 'pissa' ? null : 'start',
    create_new_adapter: false,
    lora_rank: method.r,
    lora_alpha: method.loraAlpha,
    lora_dropout: method.dropout,
    lora_target: modulesOf(method).join(','),
    additional_target: null,
    use_rslora: method.rslora === true,
    use_dora: method.dora === true,
    pissa_init: pissa,
    pissa_iter: -1,
    pissa_convert: false,
    loraplus_lr_ratio: (method.ratioB ?? 1) === 1 ? null : (method.ratioB as number),
    loraplus_lr_embedding: 1e-6,
    ...(real &&
      method.quantization && {
        quantization_method: 'bnb',
        quantization_bit: method.quantization === 'nf4' ? 4 : 8,
        quantization_type: 'nf4',
        double_quantization: true,
      }),
  };
}

/** The name of the model's own template in LLaMA-Factory; without one it is read from the tokenizer. */
function templateOf(model: string | undefined): string | null {
  if (model?.startsWith('Qwen/Qwen3')) return 'qwen3_nothink';
  if (model?.startsWith('Qwen/Qwen2.5')) return 'qwen';
  return model?.startsWith('meta-llama/Llama-3') ? 'llama3' : null;
}

function settings(plan: Plan): Settings {
  const { real, mask } = plan;
  // LLaMA-Factory checkpoints in its own way.
  const {
    gradient_checkpointing: checkpoints,
    gradient_checkpointing_kwargs: _,
    ...training
  } = trainingSettings(plan);
  return {
    stage: 'sft',
    do_train: true,
    model_name_or_path: real ? real.model : 'base',
    ...MODEL,
    infer_dtype: real ? 'auto' : 'float32',
    disable_gradient_checkpointing: checkpoints !== true,
    use_reentrant_gc: true,
    ...methodSettings(plan),
    ...NO_TRICKS,
    template: templateOf(real?.model),
    default_system: null,
    enable_thinking: false,
    preserve_thinking: false,
    dataset: real ? 'lesson7_all' : 'lesson7',
    eval_dataset: real ? 'lesson7_held_out' : null,
    dataset_dir: 'data',
    cutoff_len: real ? real.maxLength : plan.maxLength,
    train_on_prompt: mask === 'everything',
    mask_history: mask === 'completion',
    ignore_pad_token_for_loss: true,
    max_samples: null,
    streaming: false,
    mix_strategy: 'concat',
    tokenized_path: null,
    packing: false,
    neat_packing: false,
    val_size: 0,
    overwrite_cache: true,
    disable_shuffling: real === null,
    plot_loss: real !== null,
    output_dir: `${folderOf(plan)}output/llamafactory`,
    ...training,
  };
}

export function llamaFactoryFiles(plan: Plan): ExportedFile[] {
  const place = `${folderOf(plan)}llamafactory`;
  return [
    textFile(`${place}/train.yaml`, yaml(settings(plan))),
    textFile(
      `${place}/requirements.txt`,
      `llamafactory==0.9.5\npeft==0.18.1\ntorch==2.11.0\ntorchaudio==2.11.0\n${quantizer(plan)}`,
    ),
  ];
}

/** LLaMA-Factory's description of the data. */
export function datasetInfo(): ExportedFile {
  return jsonFile('data/dataset_info.json', {
    lesson7: { file_name: 'train.jsonl', ...DATA },
    lesson7_all: { file_name: 'all.jsonl', ...DATA },
    lesson7_held_out: { file_name: 'valid.jsonl', ...DATA },
  });
}
