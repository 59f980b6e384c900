/**
 * @file A training config of TRL (`trl sft --config`) or LLaMA-Factory as a run of the lab: what the page can do is taken,
 * and what does not carry over is listed. Meanings are those of TRL 1.9 and LLaMA-Factory 0.9.5.
 */
import { LINEAR_TARGETS } from '../../peft/spec.ts';
import { fieldOf, presetSpec, withField } from '../../recipes/spec-fields.ts';
import type { ModelName, RunSpec } from '../../train/spec.ts';

type ConfigTool = 'trl' | 'llamafactory';

/** Why a setting did not carry over as it is. */
type Reason =
  | 'model'
  | 'data'
  | 'template'
  | 'precision'
  | 'epochs'
  | 'stage'
  | 'method'
  | 'value'
  | 'nearest'
  | 'unknown';

export interface Skipped {
  key: string;
  /** As in the file. */
  value: string;
  reason: Reason;
  /** The nearest value that the run can have, where it has that instead. */
  now?: string;
}

export interface ConfigRun {
  tool: ConfigTool;
  spec: RunSpec;
  skipped: Skipped[];
}

/** A text that is no config of these tools. */
export class ConfigError extends Error {
  readonly code: 'large' | 'yaml' | 'noSettings' | 'otherTool';
  /** Counted from 1; null where it has none. */
  readonly line: number | null;
  constructor(code: ConfigError['code'], line: number | null = null) {
    super(code);
    this.name = 'ConfigError';
    this.code = code;
    this.line = line;
  }
}

/** Characters; configs are some kilobytes. */
const LARGEST = 200_000;
const LONGEST_VALUE = 60;

type Config = Readonly<Record<string, unknown>>;

/** Keys that only one of the tools has. */
const TOOL_KEYS: Readonly<Record<ConfigTool, readonly string[]>> = {
  llamafactory: [
    'stage',
    'finetuning_type',
    'lora_rank',
    'cutoff_len',
    'dataset_dir',
    'template',
    'lora_target',
  ],
  trl: [
    'use_peft',
    'lora_r',
    'lora_target_modules',
    'dataset_name',
    'datasets',
    'max_length',
    'assistant_only_loss',
    'completion_only_loss',
    'learning_rate',
    'per_device_train_batch_size',
  ],
};

/** Settings that change no number of a run, or that the page handles by itself. */
const IGNORED =
  /^(do_train|output_dir|overwrite_|logging|log_level|save_|report_to|run_name|plot_loss|eval|do_eval|val_size|per_device_eval|include_num|disable_|gradient_checkpointing|use_cache|dataloader|preprocessing_num|ddp_|push_to_hub|hub_|trust_remote_code|attn_implementation|flash_attn|model_revision|remove_unused|average_tokens|data_seed|use_cpu|lora_task_type|bnb_4bit|use_bnb|quantization_(method|type)|double_quantization|create_new_adapter|pissa_(iter|convert)|infer_dtype|dataset_dir|dataset_num_proc|truncation_mode|loss_type|shuffle_dataset|train_sampling_strategy|skip_memory|cutoff_len|max_length|optim_target_modules|lr_scheduler_kwargs|ignore_|packing_strategy|dataset_text_field|mix_strategy|use_fast_tokenizer|low_cpu_mem_usage|use_reentrant_gc|loraplus_lr_embedding)/;
const REASONS: readonly [RegExp, Reason][] = [
  [/^(model_name_or_path|adapter_name_or_path)$/, 'model'],
  [/^(dataset|datasets|dataset_name|dataset_config|dataset_train_split|eval_dataset|media_dir)$/, 'data'],
  [/^(template|chat_template_path|eos_token|pad_token|default_system)$/, 'template'],
  [/^(bf16|fp16|pure_bf16|dtype|torch_dtype|tf32)$/, 'precision'],
];

/** YAML 1.1 reads 1e-5 as text; the tools take it for a number all the same. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A word of the file; '' for what is none. */
const wordOf = (value: unknown, otherwise: string): string =>
  value === undefined
    ? otherwise
    : ['string', 'number', 'boolean'].includes(typeof value)
      ? String(value)
      : '';

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** The parsed file. Throws `ConfigError`. */
async function parsed(text: string): Promise<Config> {
  if (text.length > LARGEST) throw new ConfigError('large');
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  // PyYAML, which both tools read with, is of YAML 1.1.
  const document = parseDocument(text, { version: '1.1', lineCounter, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new ConfigError('yaml', lineCounter.linePos(error.pos[0]).line);
  let content: unknown;
  try {
    content = document.toJS();
  } catch {
    // Aliases that would grow without end.
    throw new ConfigError('yaml');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new ConfigError('noSettings');
  return content as Config;
}

function toolOf(config: Config): ConfigTool {
  const has = (tool: ConfigTool) => TOOL_KEYS[tool].some((key) => key in config);
  if (has('llamafactory')) return 'llamafactory';
  if (has('trl')) return 'trl';
  throw new ConfigError(Object.keys(config).length === 0 ? 'noSettings' : 'otherTool');
}

/** Reads settings one by one, and records which were read. */
class Reader {
  spec: RunSpec;
  readonly skipped: Skipped[] = [];
  readonly #seen = new Set<string>();
  constructor(
    readonly config: Config,
    base: ModelName,
  ) {
    this.spec = presetSpec(base);
  }

  /** The value of the first of these keys that the file sets; all of them count as read. */
  take(...keys: string[]): unknown {
    for (const key of keys) this.#seen.add(key);
    return keys.map((key) => this.config[key]).find((value) => value !== undefined && value !== null);
  }

  skip(key: string, reason: Reason, now?: string): void {
    this.skipped.push({ key, value: shown(this.config[key]), reason, ...(now !== undefined && { now }) });
  }

  /** Sets a field of the run, and lists it as skipped where the run cannot have the value. */
  set(key: string, field: string, value: unknown): void {
    this.spec = withField(this.spec, field, value);
    const now = fieldOf(field)?.read(this.spec);
    if (now === undefined) this.skip(key, 'value');
    else if (typeof value === 'number' && Math.abs(Number(now) - value) > 1e-9 * Math.abs(value))
      this.skip(key, 'nearest', String(now));
  }

  number(field: string, ...keys: string[]): void {
    const key = keys.find((one) => this.config[one] !== undefined && this.config[one] !== null);
    const value = numberOf(this.take(...keys));
    if (key === undefined) return;
    if (value === null) this.skip(key, 'value');
    else this.set(key, field, value);
  }

  flag(field: string, key: string): void {
    if (this.take(key) === true) this.set(key, field, true);
  }

  rest(): void {
    for (const [key, value] of Object.entries(this.config)) {
      // Settings that are off or empty have nothing to carry over.
      if (this.#seen.has(key) || [null, false, '', 0].includes(value as null) || IGNORED.test(key)) continue;
      this.skip(key, REASONS.find(([pattern]) => pattern.test(key))?.[1] ?? 'unknown');
    }
  }
}

function readTargets(reader: Reader): void {
  const key = 'lora_target' in reader.config ? 'lora_target' : 'lora_target_modules';
  const value = reader.take('lora_target', 'lora_target_modules');
  if (value === undefined) return;
  const names = (Array.isArray(value) ? value : wordOf(value, '').split(',')).map((one) =>
    wordOf(one, '').trim(),
  );
  const all = names.some((one) => one === 'all' || one === 'all-linear');
  const known = LINEAR_TARGETS.filter((target) => all || names.includes(`${target}_proj`));
  if (known.length === 0) {
    reader.skip(key, 'value');
    return;
  }
  reader.set(key, 'targets', known);
  if (!all && names.some((one) => !LINEAR_TARGETS.some((target) => one === `${target}_proj`)))
    reader.skip(key, 'nearest', known.map((target) => `${target}_proj`).join(', '));
}

function readLora(reader: Reader): void {
  reader.number('r', 'lora_r', 'lora_rank');
  reader.number('alpha', 'lora_alpha');
  // LLaMA-Factory's default alpha is twice the rank.
  if (reader.config.lora_alpha === undefined && 'lora_rank' in reader.config)
    reader.spec = withField(reader.spec, 'alpha', 2 * Number(fieldOf('r')!.read(reader.spec)));
  reader.number('dropout', 'lora_dropout');
  readTargets(reader);
  reader.flag('rslora', 'use_rslora');
  reader.flag('dora', 'use_dora');
  if (reader.take('pissa_init') === true) reader.set('pissa_init', 'init', 'pissa');
  reader.number('ratioB', 'loraplus_lr_ratio');
  const bits = numberOf(reader.take('quantization_bit'));
  const four = reader.take('load_in_4bit') === true || bits === 4;
  const eight = reader.take('load_in_8bit') === true || bits === 8;
  if (four || eight) reader.spec = withField(reader.spec, 'quant', four ? 'nf4' : 'int8');
  else if (bits !== null) reader.skip('quantization_bit', 'value');
}

function readMethod(reader: Reader, tool: ConfigTool): void {
  if (tool === 'trl') {
    // Without `use_peft` TRL trains everything, whatever the LoRA settings are.
    const peft = reader.take('use_peft') === true;
    reader.spec = withField(reader.spec, 'method', peft ? 'lora' : 'full');
    if (peft) readLora(reader);
    return;
  }
  const kind = reader.take('finetuning_type') ?? 'lora';
  if (kind === 'lora') {
    readLora(reader);
    return;
  }
  if (kind === 'freeze') {
    reader.spec = withField(reader.spec, 'method', 'layers');
    reader.number('last', 'freeze_trainable_layers');
    return;
  }
  reader.spec = withField(reader.spec, 'method', 'full');
  if (kind !== 'full') reader.skip('finetuning_type', 'method');
}

function readOptimizer(reader: Reader): void {
  const name = wordOf(reader.take('optim'), 'adamw_torch');
  const ours = /^(adamw|paged_adamw)/.test(name)
    ? 'adamw'
    : name === 'sgd'
      ? 'sgd'
      : /muon/.test(name)
        ? 'muon'
        : null;
  if (ours) reader.spec = withField(reader.spec, 'opt', ours);
  else reader.skip('optim', 'value');
  if (ours === 'adamw' && !/^adamw(_torch(_fused)?)?$/.test(name)) reader.skip('optim', 'nearest', 'adamw');
  const momentum = /momentum=([\d.]+)/.exec(wordOf(reader.take('optim_args'), ''))?.[1];
  if (ours === 'sgd') reader.spec = withField(reader.spec, 'momentum', momentum ? Number(momentum) : 0);
  const [beta1, beta2, epsilon] = ['adam_beta1', 'adam_beta2', 'adam_epsilon'].map((key) =>
    numberOf(reader.take(key)),
  );
  const { optimizer } = reader.spec;
  if (optimizer.name === 'adamw')
    reader.spec = {
      ...reader.spec,
      optimizer: {
        ...optimizer,
        ...(beta1 != null && beta1 >= 0 && beta1 < 1 && { beta1 }),
        ...(beta2 != null && beta2 >= 0 && beta2 < 1 && { beta2 }),
        ...(epsilon != null && epsilon > 0 && { epsilon }),
      },
    };
  reader.number('lr', 'learning_rate');
  reader.number('decay', 'weight_decay');
  // Zero stands for no clipping at all.
  if (numberOf(reader.config.max_grad_norm) === 0) {
    reader.take('max_grad_norm');
    reader.spec = withField(reader.spec, 'clip', Number.POSITIVE_INFINITY);
  } else reader.number('clip', 'max_grad_norm');
}

function readSchedule(reader: Reader): void {
  const name = wordOf(reader.take('lr_scheduler_type'), 'linear');
  const kwargs = reader.take('lr_scheduler_kwargs');
  const flat =
    name.startsWith('cosine') && (kwargs as { num_cycles?: unknown } | undefined)?.num_cycles === 0;
  const ours =
    flat || name.startsWith('constant')
      ? 'constant'
      : name === 'linear' || name === 'polynomial'
        ? 'linear'
        : name.startsWith('cosine') && name !== 'cosine_with_restarts'
          ? 'cosine'
          : null;
  if (ours) reader.spec = withField(reader.spec, 'schedule', ours);
  else reader.skip('lr_scheduler_type', 'value');
  const steps = numberOf(reader.take('max_steps'));
  const epochs = reader.take('num_train_epochs');
  if (steps !== null && steps > 0) reader.set('max_steps', 'steps', steps);
  else if (epochs !== undefined) reader.skip('num_train_epochs', 'epochs', String(reader.spec.steps));
  const ratio = numberOf(reader.take('warmup_ratio'));
  const warmup = numberOf(reader.take('warmup_steps'));
  if (warmup !== null && warmup >= 1) reader.set('warmup_steps', 'warmup', warmup);
  else
    reader.spec = withField(
      reader.spec,
      'warmup',
      // Newer Transformers take a share for `warmup_steps` below one.
      Math.ceil((warmup || ratio || 0) * reader.spec.steps),
    );
}

function readBatch(reader: Reader): void {
  const once = numberOf(reader.take('per_device_train_batch_size'));
  const more = numberOf(reader.take('gradient_accumulation_steps')) ?? 1;
  if (once !== null) reader.set('per_device_train_batch_size', 'batch', once * more);
  reader.number('seed', 'seed');
  reader.flag('packing', 'packing');
  if (reader.take('neat_packing') === true) reader.set('neat_packing', 'packing', true);
}

function readMask(reader: Reader, tool: ConfigTool): void {
  if (tool === 'trl') {
    const completion = reader.take('completion_only_loss');
    const assistant = reader.take('assistant_only_loss') === true;
    const everything = completion === false && !assistant;
    reader.spec = withField(
      reader.spec,
      'mask',
      assistant ? 'assistant' : everything ? 'everything' : 'completion',
    );
    return;
  }
  const stage = reader.take('stage');
  if (stage !== undefined && stage !== 'sft') reader.skip('stage', 'stage');
  const everything = reader.take('train_on_prompt') === true || stage === 'pt';
  const last = reader.take('mask_history') === true;
  reader.spec = withField(reader.spec, 'mask', everything ? 'everything' : last ? 'completion' : 'assistant');
}

/** As `readConfig`; a file that is too large for a config in any encoding is not read at all. */
export async function readConfigFile(file: Blob, base: ModelName): Promise<ConfigRun> {
  if (file.size > 4 * LARGEST) throw new ConfigError('large');
  return readConfig(await file.text(), base);
}

/**
 * @param text a YAML file. @param base the base that the run is on, since the file's own is not here.
 * Throws `ConfigError`.
 */
export async function readConfig(text: string, base: ModelName): Promise<ConfigRun> {
  const config = await parsed(text);
  const tool = toolOf(config);
  const reader = new Reader(config, base);
  readMethod(reader, tool);
  readOptimizer(reader);
  readSchedule(reader);
  readBatch(reader);
  readMask(reader, tool);
  reader.rest();
  return { tool, spec: reader.spec, skipped: reader.skipped };
}
