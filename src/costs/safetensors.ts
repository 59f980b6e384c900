/**
 * @file The size of a safetensors file, header included, to the byte.
 * Format: huggingface/safetensors README. Eight bytes of header length, a JSON header padded with spaces to a
 * multiple of 8, then the data. The writer orders tensors by descending alignment of their data type, then by
 * name, and offsets follow that order; `__metadata__` comes first as Transformers and PEFT set it.
 */
import type { DataType } from './module.ts';

export const BYTES_PER_ELEMENT: Readonly<Record<DataType, number>> = { float32: 4, bfloat16: 2, float16: 2 };

const TYPE_NAMES: Readonly<Record<DataType, string>> = { float32: 'F32', bfloat16: 'BF16', float16: 'F16' };

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

const METADATA = '{"__metadata__":{"format":"pt"}';

function tensorBytes({ shape, dtype }: StoredTensor): number {
  let bytes = BYTES_PER_ELEMENT[dtype];
  for (const extent of shape) bytes *= extent;
  return bytes;
}

/** Characters of `,"name":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}`, without writing it out. */
function entryLength({ name, shape, dtype }: StoredTensor, begin: number, end: number): number {
  const frame = ',"":{"dtype":"","shape":[],"data_offsets":[,]}'.length;
  let length = frame + name.length + TYPE_NAMES[dtype].length + digits(begin) + digits(end);
  for (const extent of shape) length += digits(extent);
  // Quotes and backslashes do not occur in module names, so a name's length is its JSON length.
  return length + Math.max(0, shape.length - 1);
}

function digits(count: number): number {
  return String(count).length;
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
  const ordered = [...tensors].sort((a, b) => {
    const alignment = BYTES_PER_ELEMENT[b.dtype] - BYTES_PER_ELEMENT[a.dtype];
    return alignment !== 0 ? alignment : a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  });
  let offset = 0;
  let header = METADATA.length + 1;
  for (const tensor of ordered) {
    const end = offset + tensorBytes(tensor);
    header += entryLength(tensor, offset, end);
    offset = end;
  }
  const padded = Math.ceil(header / 8) * 8;
  return { total: 8 + padded + offset, header: padded, data: offset, tensors: ordered.length };
}
