/** @file The run for axolotl: its YAML. */
import type { ExportedFile } from '../peft/method.ts';
import { folderOf, modulesOf, optimizerSettings, type Plan, scheduleSettings } from './plan.ts';
import { type Settings, textFile, yaml } from './values.ts';

function methodSettings({ spec: { method }, real, start }: Plan): Settings {
  if (method.name !== 'lora') return { adapter: null, load_in_4bit: false, load_in_8bit: false };
  const four = real !== null && method.quantization === 'nf4';
  const eight = real !== null && method.quantization === 'int8';
  return {
    adapter: four ? 'qlora' : 'lora',
    load_in_4bit: four,
    load_in_8bit: eight,
    lora_model_dir: real || start === 'pissa' ? null : 'start',
    lora_r: method.r,
    lora_alpha: method.loraAlpha,
    lora_dropout: method.dropout,
    lora_target_modules: modulesOf(method),
    lora_target_linear: false,
    lora_target_parameters: null,
    lora_modules_to_save: null,
    peft_layers_to_transform: null,
    peft_use_rslora: method.rslora === true,
    peft_use_dora: method.dora === true,
    peft_init_lora_weights: method.init === 'pissa' ? 'pissa' : true,
    loraplus_lr_ratio: (method.ratioB ?? 1) === 1 ? null : (method.ratioB as number),
    loraplus_lr_embedding: 1e-6,
    lora_mlp_kernel: false,
    lora_qkv_kernel: false,
    lora_o_kernel: false,
  };
}

function settings(plan: Plan): Settings {
  const { spec, real, mask } = plan;
  const { exact: _, ...schedule } = scheduleSettings(spec);
  const { optim, optim_args, ...moments } = optimizerSettings(spec);
  const data = (path: string) => ({
    path,
    ds_type: 'json',
    split: 'train',
    type: 'chat_template',
    field_messages: 'messages',
    message_property_mappings: { role: 'role', content: 'content' },
    roles_to_train: mask === 'everything' ? ['user', 'assistant'] : ['assistant'],
    train_on_eos: 'turn',
  });
  return {
    base_model: real ? real.model : 'base',
    trust_remote_code: false,
    ...methodSettings(plan),
    datasets: [data(real ? 'data/all.jsonl' : 'data/train.jsonl')],
    test_datasets: real ? [data('data/valid.jsonl')] : null,
    chat_template: 'tokenizer_default',
    default_system_message: null,
    eot_tokens: null,
    dataset_exact_deduplication: false,
    dataset_prepared_path: `${folderOf(plan)}output/axolotl-data`,
    shuffle_merged_datasets: real !== null,
    shuffle_before_merging_datasets: false,
    // One row after another.
    curriculum_sampling: real === null,
    val_set_size: 0,
    train_on_inputs: mask === 'everything',
    sequence_len: real ? real.maxLength : plan.maxLength,
    excess_length_strategy: 'truncate',
    min_sample_len: 1,
    sample_packing: false,
    eval_sample_packing: false,
    batch_flattening: false,
    pad_to_sequence_len: false,
    group_by_length: false,
    micro_batch_size: real ? real.batchSize : spec.batchSize,
    eval_batch_size: real ? real.batchSize : spec.batchSize,
    auto_find_batch_size: false,
    gradient_accumulation_steps: real ? real.accumulation : 1,
    num_epochs: real ? real.epochs : 1,
    max_steps: real ? null : spec.steps,
    learning_rate: real ? real.learningRate : schedule.learning_rate,
    lr_scheduler: real ? 'cosine' : schedule.lr_scheduler_type,
    lr_scheduler_kwargs: real ? {} : schedule.lr_scheduler_kwargs,
    warmup_steps: real ? real.warmupSteps : schedule.warmup_steps,
    warmup_ratio: null,
    optimizer: optim as string,
    optim_args: optim_args as string | null,
    ...moments,
    optim_target_modules: null,
    embedding_lr: null,
    weight_decay: spec.optimizer.weightDecay,
    max_grad_norm: spec.optimizer.clipNorm,
    bf16: real !== null,
    fp16: false,
    tf32: false,
    float32: real === null,
    gradient_checkpointing: real !== null,
    gradient_checkpointing_kwargs: real ? { use_reentrant: false } : null,
    neftune_noise_alpha: null,
    torch_compile: false,
    attn_implementation: 'sdpa',
    seed: spec.seed,
    logging_steps: 1,
    save_strategy: real ? 'epoch' : 'no',
    eval_strategy: real ? 'epoch' : 'no',
    load_best_model_at_end: false,
    remove_unused_columns: true,
    dataloader_drop_last: false,
    dataloader_num_workers: 0,
    dataloader_pin_memory: real !== null,
    output_dir: `${folderOf(plan)}output/axolotl`,
  };
}

export function axolotlFiles(plan: Plan): ExportedFile[] {
  const place = `${folderOf(plan)}axolotl`;
  return [
    textFile(`${place}/train.yaml`, yaml(settings(plan))),
    textFile(`${place}/requirements.txt`, 'axolotl==0.18.0\ntorch==2.11.0\n'),
  ];
}
