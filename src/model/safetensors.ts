/**
 * @file The safetensors format (Hugging Face): u64 little-endian header length, JSON header, data.
 * Written as the reference implementation does: tensors by name (one dtype per file here), header padded with
 * spaces to a multiple of 8, so that files are byte-equal to those of Python.
 */
import { type NamedTensors, sizeOf } from '../engine/vocabulary.ts';

type FloatType = 'F32' | 'F16';

/** An invalid safetensors file; the message is one sentence. */
export class SafetensorsError extends Error {
  constructor(message: string) {
    super(`safetensors: ${message}`);
    this.name = 'SafetensorsError';
  }
}

const MAX_HEADER = 100_000_000;
const BYTES: Record<FloatType, number> = { F32: 4, F16: 2 };

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Reads every tensor as float32. Throws `SafetensorsError`. */
export function readSafetensors(file: Uint8Array): NamedTensors {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 10) throw new SafetensorsError(`the file holds only ${file.byteLength} bytes`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER || 8 + headerLength > file.byteLength)
    throw new SafetensorsError('the header is longer than the file');
  let header: Record<string, Entry>;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + headerLength)),
    ) as Record<string, Entry>;
  } catch {
    throw new SafetensorsError('the header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new SafetensorsError('the header is not an object');
  const dataStart = 8 + headerLength;
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    tensors.set(name, readTensor(view, name, entry, dataStart));
  }
  return tensors;
}

function readTensor(
  view: DataView,
  name: string,
  entry: Entry,
  dataStart: number,
): { shape: number[]; data: Float32Array } {
  if (entry?.dtype !== 'F32' && entry?.dtype !== 'F16')
    throw new SafetensorsError(`${name} is ${entry?.dtype}, only F32 and F16 are read`);
  const { shape, data_offsets: offsets } = entry;
  const valid =
    Array.isArray(shape) &&
    shape.every((n) => Number.isInteger(n) && n >= 0) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(Number.isInteger);
  if (!valid) throw new SafetensorsError(`${name} has no shape or offsets`);
  const [begin, end] = offsets;
  const count = sizeOf(shape);
  const width = BYTES[entry.dtype];
  if (!(begin >= 0) || end - begin !== count * width || dataStart + end > view.byteLength) {
    throw new SafetensorsError(`${name} of [${shape}] does not lie at ${begin} to ${end}`);
  }
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const at = dataStart + begin + i * width;
    data[i] = entry.dtype === 'F32' ? view.getFloat32(at, true) : fromHalf(view.getUint16(at, true));
  }
  return { shape, data };
}

/** Writes tensors in one float type, with the metadata that Transformers and PEFT write. */
export function writeSafetensors(tensors: NamedTensors, dtype: FloatType): Uint8Array {
  const names = [...tensors.keys()].sort();
  // A list, since a tensor named `__proto__` cannot be assigned to an object.
  const header: [string, unknown][] = [['__metadata__', { format: 'pt' }]];
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    const begin = end;
    end += data.length * BYTES[dtype];
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end).fill(0x20, 8 + json.length, 8 + headerLength);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  file.set(json, 8);
  let at = 8 + headerLength;
  for (const name of names) {
    for (const value of tensors.get(name)!.data) {
      if (dtype === 'F32') view.setFloat32(at, value, true);
      else view.setUint16(at, toHalf(value), true);
      at += BYTES[dtype];
    }
  }
  return file;
}

const scratch = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16 from a number, ties to even; too large becomes infinite. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  const unbiased = exponent - 127;
  if (unbiased > 15) return sign | 0x7c00;
  const shift = unbiased >= -14 ? 13 : -unbiased - 1;
  if (shift > 24) return sign;
  const significand = unbiased >= -14 ? ((unbiased + 15) << 23) | mantissa : mantissa | 0x800000;
  const truncated = significand >>> shift;
  const rest = significand & ((1 << shift) - 1);
  const halfway = 1 << (shift - 1);
  return sign | (truncated + (rest > halfway || (rest === halfway && (truncated & 1) === 1) ? 1 : 0));
}

/** A number from IEEE 754 binary16. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}
