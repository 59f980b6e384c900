/**
 * @file Checkpoints that are quantised on the hub: `quantization_config` of a config.json says which matrices are
 * stored in few bits and what stands beside them. Layouts as Transformers 5.23, bitsandbytes, GPTQModel, AutoAWQ and
 * compressed-tensors write them.
 */
import { CostError, show } from './error.ts';
import { type Model, type Module, type Stored, weightSize } from './module.ts';
import { quantizedBytes } from './quantization.ts';
import {
  openSource,
  readFlag,
  readInteger,
  readOptionalInteger,
  readRaw,
  readText,
  readTexts,
  type Source,
} from './read.ts';

/** Rows (outputs) and columns (inputs) of a linear map, transposed or not. */
function sides({ inFeatures, outFeatures }: Module): [number, number] {
  return [outFeatures, inFeatures];
}

/** Eight bits per number and a scale (a float32) per block of the matrix; without a block size, one for all. */
function fp8(source: Source, scale = 4): Stored['bytesOf'] {
  const block = readRaw(source, ['weight_block_size']);
  return (module) => {
    const [rows, columns] = sides(module);
    if (!Array.isArray(block)) return weightSize(module) + scale;
    const [high, wide] = block as [number, number];
    return weightSize(module) + scale * Math.ceil(rows / high) * Math.ceil(columns / wide);
  };
}

/** Whole numbers of `bits`, a 16-bit scale and a packed zero per group and output, and for GPTQ each input's group. */
function grouped(source: Source, zeros: boolean, groupIndex: boolean): Stored['bytesOf'] {
  const bits = readInteger(source, ['bits', 'w_bit'], { min: 2, max: 8 });
  const size = readInteger(source, ['group_size', 'q_group_size'], {
    min: -1,
    max: 1_000_000,
    fallback: 128,
  });
  return (module) => {
    const [rows, columns] = sides(module);
    const groups = size <= 0 ? 1 : Math.ceil(columns / size);
    const packed = (count: number): number => 4 * Math.ceil((count * bits) / 32);
    return (
      rows * packed(columns) +
      2 * groups * rows +
      (zeros ? groups * packed(rows) : 0) +
      (groupIndex ? 4 * columns : 0)
    );
  };
}

/** Four bits per number, one 8-bit scale per 16 and a float32 for the matrix and one for its inputs. */
const nvfp4: Stored['bytesOf'] = (module) => {
  const [rows, columns] = sides(module);
  return Math.ceil(weightSize(module) / 2) + rows * Math.ceil(columns / 16) + 8;
};

/** Four bits per number and one 8-bit exponent per 32. */
const mxfp4: Stored['bytesOf'] = (module) =>
  Math.ceil(weightSize(module) / 2) + Math.ceil(weightSize(module) / 32);

/** DeepSeek-V4: experts in four bits with a scale per 32, the rest in eight. */
function fp4Experts(source: Source): Stored['bytesOf'] {
  const scale = readText(source, 'scale_fmt') === 'ue8m0' ? 1 : 4;
  const others = fp8(source, scale);
  return (module) =>
    module.kind === 'experts'
      ? Math.ceil(weightSize(module) / 2) + scale * Math.ceil(weightSize(module) / 32)
      : others(module);
}

/** The weights of the first group of `compressed-tensors`; published checkpoints have one. */
function compressed(source: Source): [string, Stored['bytesOf']] {
  const groups = readRaw(source, ['config_groups']);
  const first: unknown = typeof groups === 'object' && groups !== null ? Object.values(groups)[0] : undefined;
  const weights = openSource('config', (first as { weights?: unknown } | undefined)?.weights ?? {});
  const bits = readInteger(weights, 'num_bits', { min: 2, max: 16 });
  const isFloat = readText(weights, 'type') === 'float';
  if (isFloat && bits === 4) return ['nvfp4', nvfp4];
  const strategy = readText(weights, 'strategy') ?? 'tensor';
  const size = readOptionalInteger(weights, 'group_size', { min: -1, max: 1_000_000 }) ?? -1;
  const asymmetric = !readFlag(weights, 'symmetric', true);
  const bytesOf: Stored['bytesOf'] = (module) => {
    const [rows, columns] = sides(module);
    const packed = bits === 8 ? rows * columns : 4 * rows * Math.ceil((columns * bits) / 32) + 16;
    const groupCount = strategy === 'group' && size > 0 ? Math.ceil(columns / size) : 1;
    const scales = strategy === 'tensor' ? 1 : rows * groupCount;
    const zeros = asymmetric ? (bits === 8 ? scales : 4 * groupCount * Math.ceil((rows * bits) / 32)) : 0;
    return packed + 2 * scales + zeros;
  };
  return [`${isFloat ? 'fp' : 'int'}${bits}`, bytesOf];
}

function bitsandbytes(source: Source): [string, Stored['bytesOf']] {
  if (readFlag(source, ['load_in_8bit', '_load_in_8bit'], false)) {
    return ['int8', (module) => quantizedBytes(module, 'int8', false)];
  }
  const double = readFlag(source, 'bnb_4bit_use_double_quant', false);
  const type = readText(source, 'bnb_4bit_quant_type') ?? 'fp4';
  return [type, (module) => quantizedBytes(module, 'nf4', double)];
}

function layoutOf(source: Source, method: string, experts: string): [string, Stored['bytesOf']] {
  switch (method) {
    case 'bitsandbytes':
      return bitsandbytes(source);
    case 'fp8':
      if (experts === 'fp4') return ['fp8 and fp4', fp4Experts(source)];
      if (experts === 'fp8') return ['fp8', fp8(source)];
      throw unknown(source, 'expert_dtype', experts);
    case 'gptq':
      return ['gptq', grouped(source, true, true)];
    case 'awq':
      return ['awq', grouped(source, readFlag(source, 'zero_point', true), false)];
    case 'compressed-tensors':
      return compressed(source);
    case 'modelopt': {
      const algorithm = (readText(source, 'quant_algo') ?? '').toUpperCase();
      if (algorithm.includes('NVFP4')) return ['nvfp4', nvfp4];
      // A scale of the weights and one of the inputs.
      if (algorithm.startsWith('FP8')) return ['fp8', (module) => weightSize(module) + 8];
      throw unknown(source, 'quant_algo', algorithm);
    }
    case 'mxfp4':
      return ['mxfp4', mxfp4];
    default:
      throw unknown(source, 'quant_method', method);
  }
}

function unknown(source: Source, field: string, value: string): CostError {
  return new CostError(
    'unsupportedField',
    source.place,
    'quantization_config',
    `quantization_config with ${field} ${show(value)} is stored in a way that is not covered here.`,
    { value },
  );
}

const EXCLUSION_FIELDS = [
  'llm_int8_skip_modules',
  'modules_to_not_convert',
  'ignored_layers',
  'ignore',
  'exclude_modules',
];

/** A name, the end or the inside of one; `re:` begins a pattern, a star stands for anything. */
function exclusionMatcher(entry: string): (name: string) => boolean {
  if (entry.startsWith('re:') || entry.includes('*')) {
    const pattern = entry.startsWith('re:')
      ? entry.slice(3)
      : `${entry.replace(/[.+?^$(){}|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`;
    try {
      const expression = new RegExp(`^(?:${pattern})`);
      return (name) => expression.test(name);
    } catch {
      return () => false;
    }
  }
  return (name) => `.${name}.`.includes(`.${entry}.`);
}

/** @throws CostError `unsupportedField` for a method that is not known here. */
export function readStored(config: Source): Stored | null {
  const raw = readRaw(config, ['quantization_config']);
  if (raw === undefined) return null;
  const source = openSource('config', raw);
  const flagged =
    readFlag(source, ['load_in_4bit', '_load_in_4bit'], false) ||
    readFlag(source, ['load_in_8bit', '_load_in_8bit'], false);
  const method = readText(source, 'quant_method') ?? (flagged ? 'bitsandbytes' : '');
  // DeepSeek's files have it beside the other fields, later ones inside.
  const experts = readText(source, 'expert_dtype') ?? readText(config, 'expert_dtype') ?? 'fp8';
  const [name, bytesOf] = layoutOf(source, method, experts);
  const exclusions = EXCLUSION_FIELDS.flatMap((field) => readTexts(source, field) ?? []).map(
    exclusionMatcher,
  );
  return {
    name,
    bytesOf,
    keeps: (module) => exclusions.some((excludes) => excludes(module)),
    blocksOnly: method === 'gptq' || method === 'awq',
  };
}

/** Bytes of a matrix that the checkpoint holds in few bits; null where it holds it as it is. */
export function storedBytes(model: Model, module: Module): number | null {
  const { stored } = model;
  if (!stored) return null;
  // GPT-2's Conv1D and bare expert tensors are packed as linear maps are.
  const isMatrix = module.kind === 'linear' || module.kind === 'conv1d' || module.kind === 'experts';
  if (!isMatrix || module.tiedWeight || stored.keeps(module.name)) return null;
  if (stored.name === 'mxfp4' && module.kind !== 'experts') return null;
  if (stored.blocksOnly && module.layer === null) return null;
  const top = model.outputEmbedding ?? model.classifier;
  if (top !== null && (module.name === top || module.name.startsWith(`${top}.`))) return null;
  return stored.bytesOf(module);
}
