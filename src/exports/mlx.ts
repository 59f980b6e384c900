/** @file The run for MLX-LM: a script, the YAML of `mlx_lm lora`, and adapters in its layout. */
import type { NamedTensors } from '../engine/vocabulary.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import { scalingOf } from '../peft/lora/index.ts';
import type { ExportedFile } from '../peft/method.ts';
import { LINEAR_TARGETS, type LoraSpec } from '../peft/spec.ts';
import { folderOf, type Plan } from './plan.ts';
import { jsonFile, python, type Settings, textFile, yaml } from './values.ts';

const PREFIX = 'base_model.model.';

/** [columns, rows] of [rows, columns]. */
function transposed({ shape, data }: { shape: readonly number[]; data: Float32Array }) {
  const [rows = 0, columns = 0] = shape;
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column] as number;
  return { shape: [columns, rows], data: turned };
}

/** PEFT's tensors in the layout of MLX-LM: `lora_a` is [in, r] and `lora_b` [r, out], and DoRA's lengths are `m`. */
function mlxTensors(peft: NamedTensors): NamedTensors {
  const names: Record<string, string> = {
    'lora_A.weight': 'lora_a',
    'lora_B.weight': 'lora_b',
    lora_magnitude_vector: 'm',
  };
  return new Map(
    [...peft].map(([name, tensor]) => {
      const end = Object.keys(names).find((one) => name.endsWith(`.${one}`));
      if (!end || !name.startsWith(PREFIX)) throw new RangeError(`${name} is no tensor of LoRA`);
      const place = name.slice(PREFIX.length, -end.length);
      return [`${place}${names[end]}`, names[end] === 'm' ? tensor : transposed(tensor)] as const;
    }),
  );
}

/** Names of the adapted maps within a block. */
const keysOf = ({ targets }: LoraSpec): string[] =>
  LINEAR_TARGETS.filter((target) => targets.includes(target)).map(
    (target) => `${['q', 'k', 'v', 'o'].includes(target) ? 'self_attn' : 'mlp'}.${target}_proj`,
  );

const parametersOf = (lora: LoraSpec) => ({
  keys: keysOf(lora),
  rank: lora.r,
  scale: scalingOf(lora),
  dropout: lora.dropout,
});

const kindOf = (lora: LoraSpec | null): string => (lora ? (lora.dora ? 'dora' : 'lora') : 'full');

/** An adapter of ours, as files of PEFT, in a folder that `mlx_lm` loads with `--adapter-path`. */
export function mlxAdapter(place: string, lora: LoraSpec, files: readonly ExportedFile[]): ExportedFile[] {
  const weights = files.find(({ name }) => name === 'adapter_model.safetensors');
  if (!weights) return [];
  return [
    {
      name: `${place}/adapters.safetensors`,
      bytes: writeSafetensors(mlxTensors(readSafetensors(weights.bytes)), 'F32'),
    },
    jsonFile(`${place}/adapter_config.json`, {
      fine_tune_type: kindOf(lora),
      num_layers: -1,
      lora_parameters: parametersOf(lora),
    }),
  ];
}

function settings(plan: Plan): Settings {
  const { spec, real, mask } = plan;
  const { optimizer, schedule, steps } = spec;
  const lora = spec.method.name === 'lora' ? spec.method : null;
  const rate = real ? real.learningRate : optimizer.learningRate;
  const warmup = real ? real.warmupSteps : schedule.warmupSteps;
  // Batches, not updates.
  const iterations = real ? Math.ceil(plan.rows / real.batchSize) * real.epochs : steps;
  const updates = real ? Math.ceil(iterations / real.accumulation) : steps;
  const decays = real || schedule.name === 'cosine';
  return {
    model: real ? real.model : 'base',
    trust_remote_code: false,
    train: true,
    data: 'data',
    fine_tune_type: kindOf(lora),
    num_layers: -1,
    ...(lora && { lora_parameters: parametersOf(lora) }),
    resume_adapter_file: real || !lora ? null : 'mlx/start/adapters.safetensors',
    mask_prompt: mask !== 'everything',
    optimizer: optimizer.name,
    optimizer_config: {
      [optimizer.name]:
        optimizer.name === 'adamw'
          ? {
              betas: [optimizer.beta1, optimizer.beta2],
              eps: optimizer.epsilon,
              weight_decay: optimizer.weightDecay,
              bias_correction: true,
            }
          : { momentum: optimizer.momentum, weight_decay: 0, dampening: 0, nesterov: false },
    },
    learning_rate: rate,
    lr_schedule: decays
      ? {
          name: 'cosine_decay',
          arguments: [rate, Math.max(1, updates - warmup), 0],
          warmup,
          warmup_init: 0,
        }
      : null,
    batch_size: real ? real.batchSize : spec.batchSize,
    grad_accumulation_steps: real ? real.accumulation : 1,
    iters: iterations,
    max_seq_length: real ? real.maxLength : plan.maxLength,
    seed: spec.seed,
    steps_per_report: 1,
    val_batches: -1,
    steps_per_eval: iterations,
    save_every: iterations,
    test: false,
    test_batches: -1,
    grad_checkpoint: real !== null,
    clear_cache_threshold: 0,
    report_to: null,
    project_name: null,
    adapter_path: `${folderOf(plan)}output/mlx`,
  };
}

/** The page's batches and rates, which `mlx_lm lora` has no settings for: it sorts rows by length and does not clip. */
function script(plan: Plan): string {
  const { spec, mask } = plan;
  const { optimizer, schedule, method } = spec;
  const lora = method.name === 'lora' ? method : null;
  const shape = {
    constant: '1.0',
    linear: '1 - progress',
    cosine: '(1 + mx.cos(math.pi * progress)) / 2',
  }[schedule.name];
  const base =
    optimizer.name === 'adamw'
      ? `optim.AdamW(learning_rate=rate, betas=[${optimizer.beta1}, ${optimizer.beta2}], eps=${optimizer.epsilon}, weight_decay=${optimizer.weightDecay}, bias_correction=True)`
      : `optim.SGD(learning_rate=rate, momentum=${optimizer.momentum}, weight_decay=0.0)`;
  const weights = {
    completion: `    last = len(tokenizer.apply_chat_template(messages[:-1], add_generation_prompt=True, return_dict=False))
    return tokens, [int(i >= last) for i in range(len(tokens))]`,
    assistant: `    marked = tokenizer.apply_chat_template(messages, return_dict=True, return_assistant_tokens_mask=True)
    return tokens, marked["assistant_masks"]`,
    everything: '    return tokens, [1] * len(tokens)',
  }[mask];
  return `"""Trains the run of the page again with MLX-LM: the page's batches, rates and clipping. From the unpacked folder: python mlx/train.py"""

import json
import math
import os

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optim
import numpy as np
from mlx_lm import load
from mlx_lm.tuner.callbacks import TrainingCallback
from mlx_lm.tuner.trainer import TrainingArgs, train
${lora ? 'from mlx_lm.tuner.utils import linear_to_lora_layers\n' : ''}from transformers import AutoTokenizer

PEAK, WARMUP, STEPS, CLIP, LENGTH = ${[
    optimizer.learningRate,
    schedule.warmupSteps,
    spec.steps,
    optimizer.clipNorm,
    plan.maxLength,
  ]
    .map(python)
    .join(', ')}

mx.random.seed(${spec.seed})
tokenizer = AutoTokenizer.from_pretrained("base")
model, _ = load("base")
${
  lora
    ? `model.freeze()
linear_to_lora_layers(model, -1, ${python(parametersOf(lora))}, use_dora=${python(lora.dora === true)})
# The adapter as it was before the first step.
model.load_weights("mlx/start/adapters.safetensors", strict=False)`
    : 'model.unfreeze()'
}


def read(messages):
    """Tokens, and for each whether predicting it counts."""
    tokens = tokenizer.apply_chat_template(messages, return_dict=False)
${weights}


with open("data/train.jsonl", encoding="utf-8") as file:
    rows = [read(json.loads(line)["messages"]) for line in file]


def batches(dataset, batch_size, max_seq_length, loop=False, seed=None, comm_group=None):
    """One row after another, in the order of the page's batches."""
    while True:
        for begin in range(0, len(dataset), batch_size):
            part = [(t[:max_seq_length], w[:max_seq_length]) for t, w in dataset[begin : begin + batch_size]]
            longest = max(len(tokens) for tokens, _ in part)
            shape = (len(part), longest)
            tokens, weights = np.zeros(shape, np.int32), np.zeros(shape, np.float32)
            for i, (t, w) in enumerate(part):
                tokens[i, : len(t)], weights[i, : len(w)] = t, w
            yield mx.array(tokens), mx.array(weights)
        if not loop:
            return


def loss(model, tokens, weights):
    counted = weights[:, 1:]
    losses = nn.losses.cross_entropy(model(tokens[:, :-1]), tokens[:, 1:]) * counted
    count = counted.sum()
    return losses.sum() / count, count


def rate(step):
    step = step + 1
    progress = mx.minimum(1.0, (step - WARMUP) / max(1, STEPS - WARMUP))
    return PEAK * mx.where(step <= WARMUP, step / max(1, WARMUP), ${shape})


optimizer = ${base}
update = optimizer.update
optimizer.update = lambda model, gradients: update(model, optim.clip_grad_norm(gradients, CLIP)[0])


class Losses(TrainingCallback):
    found = []

    def on_train_loss_report(self, info):
        self.found.append({"step": info["iteration"], "loss": info["train_loss"]})

    def on_val_loss_report(self, info):
        pass


os.makedirs("output/mlx", exist_ok=True)
train(
    model,
    optimizer,
    rows,
    args=TrainingArgs(
        batch_size=${spec.batchSize},
        iters=STEPS,
        val_batches=0,
        steps_per_report=1,
        steps_per_eval=STEPS + 1,
        steps_per_save=STEPS + 1,
        max_seq_length=LENGTH,
        adapter_file="output/mlx/adapters.safetensors",
        grad_checkpoint=False,
        grad_accumulation_steps=1,
        clear_cache_threshold=0,
    ),
    loss=loss,
    iterate_batches=batches,
    training_callback=Losses(),
)
with open("output/mlx/losses.json", "w", encoding="utf-8") as file:
    json.dump(Losses.found, file, indent=1)
`;
}

export function mlxFiles(plan: Plan): ExportedFile[] {
  const place = `${folderOf(plan)}mlx`;
  return [
    textFile(`${place}/lora.yaml`, yaml(settings(plan))),
    ...(plan.real ? [] : [textFile(`${place}/train.py`, script(plan))]),
    textFile(`${place}/requirements.txt`, 'mlx-lm==0.32.2\nmlx==0.32.4\n'),
  ];
}
