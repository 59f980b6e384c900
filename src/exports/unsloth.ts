/** @file The run for Unsloth Studio: the YAML of its `unsloth train --config`, which refuses unknown keys. */
import type { ExportedFile } from '../peft/method.ts';
import { folderOf, modulesOf, type Plan } from './plan.ts';
import { type Settings, textFile, yaml } from './values.ts';

function settings(plan: Plan): Settings {
  const { spec, real, mask } = plan;
  const lora = spec.method.name === 'lora' ? spec.method : null;
  return {
    model: real ? real.model : 'base',
    data: {
      dataset: null,
      local_dataset: [real ? 'data/all.jsonl' : 'data/train.jsonl'],
      format_type: 'chatml',
    },
    training: {
      training_type: lora ? 'lora' : 'full',
      max_seq_length: real ? real.maxLength : plan.maxLength,
      load_in_4bit: real !== null && lora?.quantization === 'nf4',
      output_dir: `${folderOf(plan)}output/unsloth`,
      num_epochs: real ? real.epochs : 1,
      learning_rate: real ? real.learningRate : spec.optimizer.learningRate,
      batch_size: real ? real.batchSize : spec.batchSize,
      gradient_accumulation_steps: real ? real.accumulation : 1,
      warmup_steps: real ? real.warmupSteps : spec.schedule.warmupSteps,
      max_steps: real ? 0 : spec.steps,
      save_steps: 0,
      weight_decay: spec.optimizer.weightDecay,
      random_seed: spec.seed,
      packing: false,
      train_on_completions: mask !== 'everything',
      gradient_checkpointing: real ? 'unsloth' : 'none',
    },
    lora: {
      lora_r: lora?.r ?? 8,
      lora_alpha: lora?.loraAlpha ?? 16,
      lora_dropout: lora?.dropout ?? 0,
      target_modules: lora ? modulesOf(lora).join(',') : '',
      vision_all_linear: false,
      use_rslora: lora?.rslora === true,
      use_loftq: false,
      use_dora: lora?.dora === true,
      finetune_vision_layers: false,
      finetune_language_layers: true,
      finetune_attention_modules: true,
      finetune_mlp_modules: true,
    },
    logging: {
      enable_wandb: false,
      wandb_project: 'lesson7',
      enable_tensorboard: false,
      tensorboard_dir: `${folderOf(plan)}output/unsloth-runs`,
    },
  };
}

export function unslothFiles(plan: Plan): ExportedFile[] {
  const place = `${folderOf(plan)}unsloth`;
  return [
    textFile(`${place}/train.yaml`, yaml(settings(plan))),
    textFile(`${place}/requirements.txt`, 'unsloth==2026.10.9\n'),
  ];
}
