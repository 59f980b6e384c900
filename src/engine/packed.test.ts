import { describe, expect, it } from 'vitest';
import { NF4, PACKED_BLOCK, type PackedFormat, pack, packedLayout, unpack } from './packed.ts';
import { relativeError } from './testing/compare.ts';
import { randomArray } from './testing/random.ts';

const formats: PackedFormat[] = ['int8', 'nf4'];

describe('the code book of NF4', () => {
  it('has sixteen values that rise from -1 over an exact 0 to 1', () => {
    expect(NF4).toHaveLength(16);
    expect([NF4[0], NF4[7], NF4[15]]).toEqual([-1, 0, 1]);
    for (let i = 1; i < 16; i++) expect(NF4[i]).toBeGreaterThan(NF4[i - 1]!);
  });

  it('is the one of QLoRA, appendix E: quantiles of the normal distribution, eight above zero and seven below', () => {
    // The inverse of the normal distribution, found by bisection on its integral.
    const normal = (x: number): number => {
      const steps = 2000;
      const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
      let sum = density(0) + density(x);
      for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density((i * x) / steps);
      return 0.5 + (sum * x) / (3 * steps);
    };
    const quantile = (p: number): number => {
      let [low, high] = [0, 4];
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (normal(middle) < p) low = middle;
        else high = middle;
      }
      return low;
    };
    // bitsandbytes' create_normal_map: offset 0.9677083, nine points to 0.5 above, eight below, ends dropped.
    const offset = 0.9677083;
    const points = (count: number) =>
      Array.from({ length: count }, (_, i) => quantile(offset + ((0.5 - offset) * i) / count));
    const most = quantile(offset);
    const expected = [...points(7).map((q) => -q), 0, ...points(8).reverse()].map((q) => q / most);
    expected.forEach((value, i) => {
      expect(NF4[i], `value ${i}`).toBeCloseTo(value, 5);
    });
  });
});

describe.each(formats)('%s', (format) => {
  it('gives back what lies on its codes', () => {
    const values =
      format === 'nf4'
        ? Float32Array.from({ length: 200 }, (_, i) => 3 * Math.fround(NF4[i % 16]!))
        : Float32Array.from({ length: 200 }, (_, i) => 2 * Math.fround(((i % 255) - 127) / 127));
    // Every block must hold its own largest value.
    for (let i = 0; i < 200; i += PACKED_BLOCK) values[i] = format === 'nf4' ? 3 : 2;
    expect([...unpack(pack(format, [200], values))]).toEqual([...values]);
  });

  it('is never further off than half the widest gap between two codes, block by block', () => {
    const values = randomArray(1000, 'packed');
    const found = unpack(pack(format, [10, 100], values));
    const gap = format === 'int8' ? 1 / 127 : NF4[1]! - NF4[0]!;
    for (let begin = 0; begin < 1000; begin += PACKED_BLOCK) {
      const block = values.slice(begin, begin + PACKED_BLOCK);
      const scale = Math.max(...block.map(Math.abs));
      block.forEach((value, i) => {
        expect(Math.abs(value - found[begin + i]!)).toBeLessThanOrEqual((scale * gap) / 2 + 1e-7);
      });
    }
  });

  it('loses on normal numbers as much as was measured: below 1 % in 8 bits, about 9 % in 4', () => {
    const values = randomArray(64 * 256, 'normal');
    const error = relativeError(unpack(pack(format, [64, 256], values)), values);
    const [least, most] = format === 'int8' ? [0.004, 0.008] : [0.08, 0.1];
    expect(error).toBeGreaterThan(least);
    expect(error).toBeLessThan(most);
  });

  it('takes 8 (or 4) bits a number and 32 a block', () => {
    const bits = format === 'int8' ? 8 : 4;
    const packed = pack(format, [96, 96], randomArray(96 * 96, 'size'));
    expect(packed.words.byteLength * 8).toBe(96 * 96 * bits + (96 * 96 * 32) / PACKED_BLOCK);
    expect(packedLayout(format, 70)).toEqual({
      codes: Math.ceil((70 * bits) / 32),
      words: Math.ceil((70 * bits) / 32) + 2,
    });
  });

  it('takes a block of zeros', () => {
    expect([...unpack(pack(format, [65], new Float32Array(65)))]).toEqual(Array(65).fill(0));
  });
});
