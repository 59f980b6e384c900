/**
 * @file Frozen weights in fewer bits: a matrix as codes of 8 or 4 bits with one scale (its absolute maximum) for every
 * block of 64 numbers, blocks counted along the rows and across their ends, as bitsandbytes does.
 *
 * `int8`: symmetric, w = absmax * code / 127 (block-wise: Dettmers et al. 2022, arXiv 2110.02861, section 2.1).
 * `nf4`: NormalFloat of 4 bits, w = absmax * NF4[code] (Dettmers et al. 2023, QLoRA, arXiv 2305.14314, section 3 and
 * appendix E), without double quantisation: one float32 scale a block, 4.5 bits a number.
 */
export type PackedFormat = 'int8' | 'nf4';

/** Numbers that share one scale: the block size of QLoRA. */
export const PACKED_BLOCK = 64;

/**
 * The sixteen values of NF4: quantiles of N(0, 1) scaled to [-1, 1] with an exact zero. QLoRA, appendix E; the same
 * numbers as in bitsandbytes (`functional.get_4bit_type('nf4')`).
 */
export const NF4: readonly number[] = [
  -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
  -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725,
  0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
];

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

const CODES_PER_WORD: Record<PackedFormat, number> = { int8: 4, nf4: 8 };

/** A matrix in packed form: 32-bit words of codes, lowest bits first, then the bits of every block's float32 scale. */
export interface PackedTensor {
  shape: readonly number[];
  format: PackedFormat;
  words: Uint32Array;
}

export type PackedTensors = ReadonlyMap<string, PackedTensor>;

/** Words of codes, and words in all, of `size` numbers. */
export function packedLayout(format: PackedFormat, size: number): { codes: number; words: number } {
  const codes = Math.ceil(size / CODES_PER_WORD[format]);
  return { codes, words: codes + Math.ceil(size / PACKED_BLOCK) };
}

function absoluteMaximum(values: Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** Index of the value of NF4 next to `x`; of two at the same distance the lower one. */
function nearestNf4(x: number): number {
  let best = 0;
  for (let i = 1; i < NF4.length; i++)
    if (Math.abs((NF4[i] as number) - x) < Math.abs((NF4[best] as number) - x)) best = i;
  return best;
}

/** Packs a matrix, row-major. */
export function pack(format: PackedFormat, shape: readonly number[], data: Float32Array): PackedTensor {
  const size = sizeOf(shape);
  const { codes, words } = packedLayout(format, size);
  const packed = new Uint32Array(words);
  const scales = new Float32Array(packed.buffer, 4 * codes);
  const perWord = CODES_PER_WORD[format];
  const bits = 32 / perWord;
  for (let begin = 0, block = 0; begin < size; begin += PACKED_BLOCK, block++) {
    const values = data.subarray(begin, Math.min(begin + PACKED_BLOCK, size));
    const scale = absoluteMaximum(values);
    scales[block] = scale;
    values.forEach((value, i) => {
      const share = scale > 0 ? value / scale : 0;
      const code = format === 'nf4' ? nearestNf4(share) : Math.round(127 * share) & 0xff;
      const at = begin + i;
      const word = Math.floor(at / perWord);
      packed[word] = (packed[word] as number) | (code << (bits * (at % perWord)));
    });
  }
  return { shape, format, words: packed };
}

/** The numbers that the codes stand for. */
export function unpack({ shape, format, words }: PackedTensor): Float32Array {
  const size = sizeOf(shape);
  const { codes } = packedLayout(format, size);
  const scales = new Float32Array(words.buffer, words.byteOffset + 4 * codes, Math.ceil(size / PACKED_BLOCK));
  return Float32Array.from({ length: size }, (_, i) => {
    const scale = scales[Math.floor(i / PACKED_BLOCK)] as number;
    if (format === 'nf4') {
      const code = ((words[i >> 3] as number) >>> (4 * (i & 7))) & 0xf;
      return scale * Math.fround(NF4[code] as number);
    }
    // Up to the sign bit and back down extends the sign.
    const code = ((words[i >> 2] as number) << (24 - 8 * (i & 3))) >> 24;
    return scale * Math.fround(code / 127);
  });
}

/** Packed tensors as floats, for engines that compute with floats only. */
export function unpackAll(
  packed: PackedTensors = new Map(),
): Map<string, { shape: readonly number[]; data: Float32Array }> {
  return new Map([...packed].map(([name, tensor]) => [name, { shape: tensor.shape, data: unpack(tensor) }]));
}
