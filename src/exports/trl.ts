/** @file The run for TRL: a script on SFTTrainer with PEFT, its packages, settings of accelerate, and `trl sft --config`. */
import type { ExportedFile } from '../peft/method.ts';
import { notebook } from './notebook.ts';
import { peftConfig } from './peft-config.ts';
import { folderOf, isQuantized, modulesOf, type Plan, quantizer, trainingSettings } from './plan.ts';
import { python, pythonArguments, type Settings, textFile, yaml } from './values.ts';

const REQUIREMENTS = 'trl==1.9.2\npeft==0.21.2\ntransformers==5.14.1\ntorch==2.11.0\ndatasets==5.2.0\n';

/** TRL's `SFTConfig`, without the loss mask. */
function config(plan: Plan): Settings {
  const { real } = plan;
  return {
    ...trainingSettings(plan),
    output_dir: `${folderOf(plan)}output/trl`,
    model_init_kwargs: null,
    dataset_text_field: 'text',
    dataset_kwargs: null,
    shuffle_dataset: false,
    max_length: real ? real.maxLength : plan.maxLength,
    truncation_mode: 'keep_start',
    packing: false,
    packing_strategy: 'bfd',
    eval_packing: false,
    padding_free: false,
    pad_to_multiple_of: null,
    chat_template_path: null,
    eos_token: null,
    pad_token: null,
    loss_type: 'nll',
    activation_offloading: false,
    use_liger_kernel: false,
  };
}

/** Methods whose trained vectors stand beside the model's input or its keys and values, by their names in a spec. */
const SOFT_PROMPTS: ReadonlySet<string> = new Set(['prompt', 'prefix', 'ptuning']);

/** Python that prepares `model` for training. */
function prepared(plan: Plan): string {
  const { spec, start, real } = plan;
  const peft = peftConfig(spec.method);
  if (real || start === 'pissa')
    return peft ? `model = get_peft_model(model, ${peft.name}(\n${pythonArguments(peft.settings)}))\n` : '';
  switch (start) {
    case 'base':
      return '';
    case 'adapter':
      if (SOFT_PROMPTS.has(spec.method.name))
        return `# PEFT opens no soft prompt to train it further: it is made anew, and given what it was before the first step.
settings = PeftConfig.from_pretrained("start")
settings.inference_mode = False
model = get_peft_model(model, settings)
set_peft_model_state_dict(model, load_file("start/adapter_model.safetensors"))
`;
      return `# The adapter as it was before the first step; its settings stand in start/adapter_config.json.
model = PeftModel.from_pretrained(model, "start", is_trainable=True)
`;
    case 'weights':
      return `# What is trained, as it was before the first step; all else stays.
start = load_file("start/changed_weights.safetensors")
model.load_state_dict(start, strict=False)
for name, parameter in model.named_parameters():
    parameter.requires_grad = name in start
`;
    case 'modules':
      return `# Adapters that neither PEFT nor Transformers has, as they were before the first step.
start = load_file("start/added_modules.safetensors")
with open("start/added_modules.json", encoding="utf-8") as file:
    told = json.load(file)
model.requires_grad_(False)


class Adapter(torch.nn.Module):
    """z + up(activation(down(z)))"""

    def __init__(self, key):
        super().__init__()
        for part in ("down", "up"):
            weight = start[f"{key}.{part}.weight"]
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            linear.load_state_dict({"weight": weight, "bias": start[f"{key}.{part}.bias"]})
            setattr(self, part, linear)

    def forward(self, z):
        return z + self.up(ACT2FN[told["non_linearity"]](self.down(z)))


for i, layer in enumerate(model.model.layers):
    for site, place in told["behind"].items():
        adapter = Adapter(f"layers.{i}.{site}")
        layer.add_module(site, adapter)
        layer.get_submodule(place).register_forward_hook(
            lambda _, __, z, adapter=adapter: (adapter(z[0]), *z[1:]) if isinstance(z, tuple) else adapter(z)
        )
`;
  }
}

/** The optimizer of LoRA+, whose B has a higher learning rate than A. */
function optimizer({ spec: { method, optimizer: settings, ...spec }, real }: Plan): string | null {
  if (method.name !== 'lora' || (method.ratioB ?? 1) === 1 || settings.name !== 'adamw') return null;
  const rate = real ? real.learningRate : settings.learningRate;
  return `# LoRA+: B learns ${method.ratioB} times as fast as A.
optimizer = create_loraplus_optimizer(
    model,
    optimizer_cls=torch.optim.AdamW,
${pythonArguments({
  lr: spec.schedule.name === 'linear' && !real ? rate * (1 - 1 / spec.steps) : rate,
  loraplus_lr_ratio: method.ratioB as number,
  loraplus_weight_decay: settings.weightDecay,
  weight_decay: settings.weightDecay,
  eps: settings.epsilon,
})}    betas=(${settings.beta1}, ${settings.beta2}),
)
`;
}

/** Python that reads the base: in float32 as the page computes, or as the real thing has it. */
function loaded({ start, real, spec: { method } }: Plan): string {
  const changed = start === 'weights' && !real;
  const settings = [
    `dtype=torch.${real ? 'bfloat16' : 'float32'}`,
    'attn_implementation="sdpa"',
    ...(changed ? ['**told["config"]'] : []),
    ...(real && isQuantized(method) ? ['quantization_config=quantization'] : []),
  ];
  const quantization = {
    load_in_8bit: true,
    ...(method.name === 'lora' &&
      method.quantization === 'nf4' && {
        load_in_8bit: false,
        load_in_4bit: true,
        bnb_4bit_quant_type: 'nf4',
        bnb_4bit_use_double_quant: true,
      }),
  };
  return [
    changed
      ? 'with open("start/changed_weights.json", encoding="utf-8") as file:\n    told = json.load(file)\n'
      : '',
    real && isQuantized(method)
      ? `quantization = BitsAndBytesConfig(\n${pythonArguments(quantization)}    bnb_4bit_compute_dtype=torch.bfloat16,\n)\n`
      : '',
    real ? '' : '# float32, as the page computes.\n',
    `model = AutoModelForCausalLM.from_pretrained(${python(real ? real.model : 'base')}, ${settings.join(', ')})\n`,
  ].join('');
}

/** The imports that the body of a script needs. */
function imports(body: string): string {
  const from: [string, readonly string[]][] = [
    ['datasets', ['Dataset']],
    [
      'peft',
      [
        'IA3Config',
        'LNTuningConfig',
        'LoraConfig',
        'PeftConfig',
        'PeftModel',
        'PrefixTuningConfig',
        'PromptTuningConfig',
        'get_peft_model',
        'set_peft_model_state_dict',
      ],
    ],
    ['peft.optimizers', ['create_loraplus_optimizer']],
    ['safetensors.torch', ['load_file']],
    ['transformers', ['AutoModelForCausalLM', 'AutoTokenizer', 'BitsAndBytesConfig']],
    ['transformers.activations', ['ACT2FN']],
    ['trl', ['SFTConfig', 'SFTTrainer']],
  ];
  const lines = from.flatMap(([module, names]) => {
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
    return used.length > 0 ? [`from ${module} import ${used.join(', ')}`] : [];
  });
  return ['import json', '', 'import torch', ...lines].join('\n');
}

export function script(plan: Plan): string {
  const { mask, real, spec } = plan;
  const folder = folderOf(plan);
  const model = python(real ? real.model : 'base');
  const settings = {
    ...config(plan),
    completion_only_loss: mask === 'completion',
    assistant_only_loss: mask === 'assistant',
  };
  const own = optimizer(plan);
  const body = `tokenizer = AutoTokenizer.from_pretrained(${model})
${loaded(plan)}${prepared(plan)}

def read(path):
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line)["messages"] for line in file]
    return Dataset.from_list(${
      mask === 'completion'
        ? '[{"prompt": row[:-1], "completion": row[-1:]} for row in rows]'
        : '[{"messages": row} for row in rows]'
    })


config = SFTConfig(
${pythonArguments(settings)})
${own ?? ''}trainer = SFTTrainer(
    model=model,
    args=config,
    train_dataset=read("data/${real ? 'all' : 'train'}.jsonl"),${real ? '' : '  # row by row in the order of the page’s batches'}
    eval_dataset=${real ? 'read("data/valid.jsonl")' : 'None'},
    processing_class=tokenizer,
${own ? '    optimizers=(optimizer, None),\n' : ''})
trainer.train()
trainer.save_model()
with open("${folder}output/trl/losses.json", "w", encoding="utf-8") as file:
    json.dump([entry for entry in trainer.state.log_history if "loss" in entry], file, indent=1)
`;
  return `"""${real ? 'Trains a model of the hub as the page trained its own' : 'Trains the run of the page again'}, ${spec.method.name}, with TRL. From the unpacked folder: python ${folder}trl/train.py"""

${imports(body)}

${body}`;
}

/** Settings of `trl sft`, which initialises its own adapter. */
function cli(plan: Plan): Settings {
  const { method } = plan.spec;
  const { mask, real, isSingle } = plan;
  const lora = method.name === 'lora' ? method : null;
  return {
    model_name_or_path: real ? real.model : 'base',
    model_revision: 'main',
    dtype: real ? 'bfloat16' : 'float32',
    attn_implementation: 'sdpa',
    trust_remote_code: false,
    datasets: [{ path: 'json', data_files: real ? 'data/all.jsonl' : 'data/train.jsonl', split: 'train' }],
    use_peft: lora !== null,
    ...(lora && {
      lora_r: lora.r,
      lora_alpha: lora.loraAlpha,
      lora_dropout: lora.dropout,
      lora_target_modules: modulesOf(lora),
      lora_target_parameters: null,
      lora_modules_to_save: null,
      lora_task_type: 'CAUSAL_LM',
      use_rslora: lora.rslora === true,
      use_dora: lora.dora === true,
      load_in_8bit: real !== null && lora.quantization === 'int8',
      load_in_4bit: real !== null && lora.quantization === 'nf4',
      bnb_4bit_quant_type: 'nf4',
      use_bnb_nested_quant: true,
      bnb_4bit_quant_storage: null,
    }),
    ...config(plan),
    eval_strategy: 'no',
    output_dir: `${folderOf(plan)}output/trl-sft`,
    // The answers of rows with messages; with one answer in each it is the last one too.
    completion_only_loss: false,
    assistant_only_loss: mask === 'assistant' || (mask === 'completion' && isSingle),
  };
}

const ACCELERATE = {
  compute_environment: 'LOCAL_MACHINE',
  debug: false,
  downcast_bf16: 'no',
  machine_rank: 0,
  main_training_function: 'main',
  num_machines: 1,
  rdzv_backend: 'static',
  same_network: true,
  use_cpu: false,
} as const;

function accelerate(plan: Plan): ExportedFile[] {
  const place = `${folderOf(plan)}trl/accelerate`;
  const shared = { ...ACCELERATE, mixed_precision: plan.real ? 'bf16' : 'no' };
  return [
    textFile(`${place}/one_gpu.yaml`, yaml({ ...shared, distributed_type: 'NO', num_processes: 1 })),
    textFile(
      `${place}/several_gpus.yaml`,
      yaml({ ...shared, distributed_type: 'MULTI_GPU', gpu_ids: 'all', num_processes: 2 }),
    ),
    textFile(
      `${place}/fsdp.yaml`,
      yaml({
        ...shared,
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

export function trlFiles(plan: Plan): ExportedFile[] {
  const place = `${folderOf(plan)}trl`;
  const train = script(plan);
  return [
    textFile(`${place}/train.py`, train),
    textFile(`${place}/train.ipynb`, notebook(train, { compares: plan.real === null })),
    textFile(`${place}/requirements.txt`, REQUIREMENTS + quantizer(plan)),
    ...accelerate(plan),
  ];
}

export function trlSftFiles(plan: Plan): ExportedFile[] {
  return [textFile(`${folderOf(plan)}trl/sft.yaml`, yaml(cli(plan)))];
}
