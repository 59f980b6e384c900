/** @file The run for LLaMA-Factory: its YAML, and the description of the data that it asks for. */
import { type Plan, type Setting, trainingSettings, yaml } from './plan.ts';

const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });

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

function settings(plan: Plan): Record<string, Setting> {
  const { method, data } = plan.spec;
  const mask = data.mask ?? (data.maskPrompt ? 'completion' : 'everything');
  return {
    stage: 'sft',
    do_train: true,
    model_name_or_path: 'base',
    flash_attn: 'sdpa',
    infer_dtype: 'float32',
    use_unsloth: false,
    enable_liger_kernel: false,
    disable_gradient_checkpointing: true,
    upcast_layernorm: false,
    ...(method.name === 'lora'
      ? {
          finetuning_type: 'lora',
          adapter_name_or_path: 'start',
          create_new_adapter: false,
          lora_rank: method.r,
          lora_alpha: method.loraAlpha,
          lora_dropout: method.dropout,
          lora_target: method.targets.map((target) => `${target}_proj`).join(','),
          use_rslora: method.rslora === true,
          use_dora: method.dora === true,
          pissa_init: false,
          loraplus_lr_ratio: null,
        }
      : { finetuning_type: 'full' }),
    // Without a name the template is read from the tokenizer of the base.
    template: null,
    dataset: 'lesson7',
    dataset_dir: 'data',
    cutoff_len: plan.maxLength,
    train_on_prompt: mask === 'everything',
    mask_history: mask === 'completion',
    packing: false,
    neat_packing: false,
    val_size: 0,
    overwrite_cache: true,
    disable_shuffling: true,
    plot_loss: false,
    output_dir: 'output/llamafactory',
    ...trainingSettings(plan),
  };
}

export function llamaFactoryFiles(plan: Plan) {
  return [
    text('llamafactory/train.yaml', yaml(settings(plan))),
    text(
      'llamafactory/requirements.txt',
      'llamafactory==0.9.5\npeft==0.18.1\ntorch==2.11.0\ntorchaudio==2.11.0\n',
    ),
    text(
      'data/dataset_info.json',
      `${JSON.stringify(
        {
          lesson7: { file_name: 'train.jsonl', ...DATA },
          lesson7_held_out: { file_name: 'heldout.jsonl', ...DATA },
        },
        null,
        2,
      )}\n`,
    ),
  ];
}
