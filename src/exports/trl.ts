/** @file The run for TRL: a script on SFTTrainer with PEFT, its packages, and settings of accelerate. */
import { type Plan, python, type Setting, trainingSettings, yaml } from './plan.ts';

const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });

function config(plan: Plan): Record<string, Setting> {
  const { data } = plan.spec;
  const mask = data.mask ?? (data.maskPrompt ? 'completion' : 'everything');
  return {
    ...trainingSettings(plan),
    output_dir: 'output/trl',
    train_sampling_strategy: 'sequential',
    shuffle_dataset: false,
    max_length: plan.maxLength,
    truncation_mode: 'keep_start',
    packing: false,
    completion_only_loss: mask === 'completion',
    assistant_only_loss: mask === 'assistant',
    loss_type: 'nll',
    gradient_checkpointing: false,
    activation_offloading: false,
    use_liger_kernel: false,
  };
}

function script(plan: Plan): string {
  const settings = config(plan);
  const fields = Object.entries(settings).map(([key, value]) => `    ${key}=${python(value)},\n`);
  return `"""Trains the run of the page again with TRL. From the unpacked folder: python trl/train.py"""

import json

import torch
from datasets import Dataset
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("base")
# float32, as the page computes; its base is stored in float16.
model = AutoModelForCausalLM.from_pretrained("base", dtype=torch.float32)
${plan.adapter ? '# The adapter as it was before the first step: rank, alpha, dropout and targets stand in start/adapter_config.json.\nmodel = PeftModel.from_pretrained(model, "start", is_trainable=True)\n' : ''}
with open("data/train.jsonl", encoding="utf-8") as file:
    rows = [json.loads(line)["messages"] for line in file]
# One row after another, in the order of the page's batches.
${
  settings.completion_only_loss
    ? 'dataset = Dataset.from_list([{"prompt": row[:-1], "completion": row[-1:]} for row in rows])'
    : 'dataset = Dataset.from_list([{"messages": row} for row in rows])'
}

config = SFTConfig(
${fields.join('')})
trainer = SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=tokenizer)
trainer.train()
trainer.save_model()
with open("output/trl/losses.json", "w", encoding="utf-8") as file:
    json.dump([entry for entry in trainer.state.log_history if "loss" in entry], file, indent=1)
`;
}

const ACCELERATE = {
  compute_environment: 'LOCAL_MACHINE',
  debug: false,
  machine_rank: 0,
  main_training_function: 'main',
  mixed_precision: 'no',
  num_machines: 1,
  rdzv_backend: 'static',
  same_network: true,
  use_cpu: false,
} as const;

export function trlFiles(plan: Plan) {
  return [
    text('trl/train.py', script(plan)),
    text(
      'trl/requirements.txt',
      'trl==1.9.2\npeft==0.21.2\ntransformers==5.14.1\ntorch==2.12.1\ndatasets==5.2.0\n',
    ),
    text('trl/accelerate/one_gpu.yaml', yaml({ ...ACCELERATE, distributed_type: 'NO', num_processes: 1 })),
    text(
      'trl/accelerate/several_gpus.yaml',
      yaml({ ...ACCELERATE, distributed_type: 'MULTI_GPU', gpu_ids: 'all', num_processes: 2 }),
    ),
    text(
      'trl/accelerate/fsdp.yaml',
      yaml({
        ...ACCELERATE,
        distributed_type: 'FSDP',
        num_processes: 2,
        fsdp_config: {
          fsdp_version: 2,
          fsdp_auto_wrap_policy: 'TRANSFORMER_BASED_WRAP',
          fsdp_reshard_after_forward: true,
          fsdp_offload_params: false,
          fsdp_state_dict_type: 'SHARDED_STATE_DICT',
          fsdp_activation_checkpointing: false,
          fsdp_cpu_ram_efficient_loading: true,
        },
      }),
    ),
  ];
}
