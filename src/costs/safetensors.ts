/**
 * @file The size of a safetensors file, header included, to the byte.
 * Format: huggingface/safetensors README. Eight bytes of header length, a JSON header padded with spaces to a
 * multiple of 8, then the data. The writer orders tensors by descending alignment of their data type, then by
 * name, and offsets follow that order; `__metadata__` comes first as Transformers and PEFT set it.
 *
 * Offsets have more digits the further on they stand, so the header's length depends on the order. Tensors that
 * differ in the number of block or expert alone come as one with copies; their names share a prefix
 * (`model.layers.7.`), so they stand together, and a stretch within which offsets keep their number of digits is
 * counted at once.
 */
import { ONE } from './grouped.ts';
import type { Copies, DataType } from './module.ts';

export const BYTES_PER_ELEMENT: Readonly<Record<DataType, number>> = { float32: 4, bfloat16: 2, float16: 2 };

const TYPE_NAMES: Readonly<Record<DataType, string>> = { float32: 'F32', bfloat16: 'BF16', float16: 'F16' };

interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** Equal tensors that this one stands for, the first of them by name. */
  readonly copies?: Copies;
}

const METADATA = '{"__metadata__":{"format":"pt"}';

function tensorBytes({ shape, dtype }: StoredTensor): number {
  let bytes = BYTES_PER_ELEMENT[dtype];
  for (const extent of shape) bytes *= extent;
  return bytes;
}

function digits(count: number): number {
  return String(count).length;
}

function sumOfDigits(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += digits(count);
  return sum;
}

/** Digits of 0 to count - 1, all together. */
function digitsBelow(count: number): number {
  let sum = count;
  for (let power = 10; power < count; power *= 10) sum += count - power;
  return sum;
}

/** Characters of the names of a tensor and its copies. */
function nameLengths({ name, copies = ONE }: StoredTensor): number {
  const { indices, experts, count } = copies;
  let length = name.length * count;
  if (indices.length > 0) length += experts * (sumOfDigits(indices) - indices.length * digits(indices[0]!));
  if (experts > 1) length += (count / experts) * (digitsBelow(experts) - experts);
  return length;
}

/** Characters of `,"name":{"dtype":"F32","shape":[1,2],"data_offsets":[,]}` for a tensor and all its copies. */
function entryLengths(tensor: StoredTensor): number {
  const frame = ',"":{"dtype":"","shape":[],"data_offsets":[,]}'.length;
  const { shape, dtype, copies = ONE } = tensor;
  const each = frame + TYPE_NAMES[dtype].length + sumOfDigits(shape) + Math.max(0, shape.length - 1);
  // Quotes and backslashes do not occur in module names, so a name's length is its JSON length.
  return each * copies.count + nameLengths(tensor);
}

/** A stretch of the file: one tensor, or what shares a prefix, `repeat` times over. */
interface Stretch {
  readonly key: string;
  readonly bytes: number;
  readonly tensors: number;
  readonly parts: readonly Stretch[];
}

function byKey(a: Stretch, b: Stretch): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function join(key: string, parts: readonly Stretch[]): Stretch {
  let bytes = 0;
  let tensors = 0;
  for (const part of parts) {
    bytes += part.bytes;
    tensors += part.tensors;
  }
  return { key, bytes, tensors, parts };
}

function single(tensor: StoredTensor, key: string): Stretch {
  return { key, bytes: tensorBytes(tensor), tensors: 1, parts: [] };
}

/** What one block, or what is outside of blocks, holds: tensors one by one, experts as one stretch of equals. */
function inOrder(tensors: readonly StoredTensor[], from: number): Stretch[] {
  const stretches: Stretch[] = [];
  const experts = new Map<string, { count: number; tensors: StoredTensor[] }>();
  for (const tensor of tensors) {
    const count = tensor.copies?.experts ?? 1;
    if (count === 1) {
      stretches.push(single(tensor, tensor.name.slice(from)));
      continue;
    }
    const end = tensor.name.indexOf('.experts.', from) + '.experts.'.length;
    const key = tensor.name.slice(from, end);
    const known = experts.get(key);
    if (known) known.tensors.push(tensor);
    else experts.set(key, { count, tensors: [tensor] });
  }
  for (const [key, { count, tensors: members }] of experts) {
    // Every expert holds the same, so their order among themselves does not matter.
    const start = from + key.length;
    const one = join('', members.map((tensor) => single(tensor, tensor.name.slice(start))).sort(byKey));
    stretches.push(join(key, new Array<Stretch>(count).fill(one)));
  }
  return stretches.sort(byKey);
}

/** Tensors of one data type in the order of the file. */
function arrange(tensors: readonly StoredTensor[]): Stretch[] {
  const outside: StoredTensor[] = [];
  /** By what the names begin with; then by the very blocks that the tensors are in. */
  const stacks = new Map<string, Map<string, { indices: readonly number[]; tensors: StoredTensor[] }>>();
  for (const tensor of tensors) {
    const indices = tensor.copies?.indices ?? [];
    if (indices.length === 0) {
      outside.push(tensor);
      continue;
    }
    const at = tensor.name.indexOf(`.${indices[0]}.`) + 1;
    const prefix = tensor.name.slice(0, at);
    let stack = stacks.get(prefix);
    if (!stack) {
      stack = new Map();
      stacks.set(prefix, stack);
    }
    const key = indices.join();
    const alike = stack.get(key);
    if (alike) alike.tensors.push(tensor);
    else stack.set(key, { indices, tensors: [tensor] });
  }
  const stretches = inOrder(outside, 0);
  for (const [prefix, stack] of stacks) {
    const sets = [...stack.values()];
    const members = new Map<number, number[]>();
    for (const [number, { indices }] of sets.entries()) {
      for (const index of indices) {
        const found = members.get(index);
        if (found) found.push(number);
        else members.set(index, [number]);
      }
    }
    const blocks = new Map<string, readonly Stretch[]>();
    for (const [index, numbers] of members) {
      const kind = numbers.join();
      let parts = blocks.get(kind);
      if (!parts) {
        // Within a block, names differ behind the block's number.
        parts = inBlock(
          numbers.flatMap((number) => sets[number]!.tensors),
          prefix.length,
        );
        blocks.set(kind, parts);
      }
      stretches.push(join(`${prefix}${index}.`, parts));
    }
  }
  return stretches.sort(byKey);
}

/** The tensors of one block, in order, their names cut behind the number of the block. */
function inBlock(tensors: readonly StoredTensor[], from: number): Stretch[] {
  const cut = tensors.map((tensor) => ({
    ...tensor,
    name: tensor.name.slice(tensor.name.indexOf('.', from)),
  }));
  return inOrder(cut, 0);
}

/** Digits of both offsets of every tensor in the stretch that begins at `begin`. */
function offsetDigits(stretch: Stretch, begin: number): number {
  const end = begin + stretch.bytes;
  const digitsOfEnd = digits(end);
  const digitsOfBegin = digits(begin);
  if (digitsOfBegin === digitsOfEnd) return 2 * stretch.tensors * digitsOfEnd;
  if (stretch.parts.length === 0) return digitsOfBegin + digitsOfEnd;
  let sum = 0;
  let at = begin;
  for (const part of stretch.parts) {
    sum += offsetDigits(part, at);
    at += part.bytes;
  }
  return sum;
}

export interface FileSize {
  /** Bytes of the whole file. */
  readonly total: number;
  /** Bytes of the JSON header with its padding, without the 8 that hold its length. */
  readonly header: number;
  /** Bytes of the tensors. */
  readonly data: number;
  readonly tensors: number;
}

/** The file that `safetensors.torch.save_file(tensors, metadata={"format": "pt"})` writes. */
export function safetensorsSize(tensors: readonly StoredTensor[]): FileSize {
  const ofBytes = (bytes: number): readonly StoredTensor[] =>
    tensors.filter(({ dtype }) => BYTES_PER_ELEMENT[dtype] === bytes);
  const file = join('', [...arrange(ofBytes(4)), ...arrange(ofBytes(2))]);
  let header = METADATA.length + 1 + offsetDigits(file, 0);
  for (const tensor of tensors) header += entryLengths(tensor);
  const padded = Math.ceil(header / 8) * 8;
  return { total: 8 + padded + file.bytes, header: padded, data: file.bytes, tensors: file.tensors };
}
