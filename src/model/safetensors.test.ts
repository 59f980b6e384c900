import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedTensors } from '../engine/vocabulary.ts';
import { fromHalf, readSafetensors, SafetensorsError, toHalf, writeSafetensors } from './safetensors.ts';

const bits = (data: Float32Array): number[] => [...new Uint32Array(data.slice().buffer)];

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 });
const float32 = fc.float({ noNaN: false });
const tensor = shapes.chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(float32, { minLength: size, maxLength: size })
    .map((numbers) => ({ shape, data: Float32Array.from(numbers) }));
});
const names = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((name) => name !== '__metadata__');
const files: fc.Arbitrary<NamedTensors> = fc
  .array(fc.tuple(names, tensor), { maxLength: 5 })
  .map((list) => new Map(list));

/** A file with this header and no more than `data` bytes behind it. */
function file(header: unknown, data = 64): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (changes: object) => ({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes } });

describe('a safetensors file', () => {
  it('holds float32 tensors to the bit, whatever their names and shapes', () => {
    fc.assert(
      fc.property(files, (tensors) => {
        const read = readSafetensors(writeSafetensors(tensors, 'F32'));
        expect([...read.keys()].sort()).toEqual([...tensors.keys()].sort());
        for (const [name, { shape, data }] of tensors) {
          expect(read.get(name)!.shape).toEqual(shape);
          // NaN stays NaN, though JavaScript may change which one.
          const expected = bits(data);
          bits(read.get(name)!.data).forEach((value, i) => {
            if (Number.isNaN(data[i])) expect(read.get(name)!.data[i]).toBeNaN();
            else expect(value).toBe(expected[i]);
          });
        }
      }),
    );
  });

  it('holds float16 tensors that a second round trip does not change', () => {
    fc.assert(
      fc.property(files, (tensors) => {
        const once = writeSafetensors(tensors, 'F16');
        expect(writeSafetensors(readSafetensors(once), 'F16')).toEqual(once);
      }),
    );
  });

  it('is laid out as the reference implementation lays it out', () => {
    const tensors: NamedTensors = new Map([
      ['b', { shape: [1], data: Float32Array.of(2) }],
      ['a', { shape: [2, 1], data: Float32Array.of(1, -1) }],
    ]);
    const written = writeSafetensors(tensors, 'F32');
    const view = new DataView(written.buffer);
    const headerLength = Number(view.getBigUint64(0, true));
    const json = new TextDecoder().decode(written.subarray(8, 8 + headerLength));
    expect(headerLength % 8).toBe(0);
    expect(json.trimEnd()).toBe(
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}',
    );
    expect(view.getFloat32(8 + headerLength + 8, true)).toBe(2);
    expect(written.length).toBe(8 + headerLength + 12);
  });

  it('keeps a tensor whatever it is called', () => {
    const tensors: NamedTensors = new Map(
      ['__proto__', 'constructor', '1', '0', ''].map((name) => [
        name,
        { shape: [1], data: Float32Array.of(1) },
      ]),
    );
    const read = readSafetensors(writeSafetensors(tensors, 'F32'));
    expect([...read.keys()].sort()).toEqual([...tensors.keys()].sort());
  });

  it('is read from the middle of a larger buffer', () => {
    const written = writeSafetensors(new Map([['w', { shape: [1], data: Float32Array.of(7) }]]), 'F32');
    const padded = new Uint8Array(written.length + 3);
    padded.set(written, 3);
    expect(readSafetensors(padded.subarray(3)).get('w')!.data[0]).toBe(7);
  });
});

describe('a file that is none', () => {
  it.each<[string, Uint8Array]>([
    ['is empty', new Uint8Array()],
    ['is too short', new Uint8Array(9)],
    ['has a header longer than itself', file({}).fill(255, 0, 8)],
    ['has a header that is not JSON', file('{"w": ')],
    ['has a header that is not UTF-8', file('xxxx').fill(0xff, 8, 12)],
    ['has a list for a header', file('[]')],
    ['has null for a header', file('null')],
    ['holds an entry that is null', file({ w: null })],
    ['holds bfloat16', file(entry({ dtype: 'BF16' }))],
    ['holds no shape', file(entry({ shape: undefined }))],
    ['holds a negative extent', file(entry({ shape: [-2] }))],
    ['holds no offsets', file(entry({ data_offsets: undefined }))],
    ['holds offsets that are text', file(entry({ data_offsets: ['0', '8'] }))],
    ['holds offsets between bytes', file(entry({ data_offsets: [0.5, 8.5] }))],
    ['holds a negative offset', file(entry({ data_offsets: [-8, 0] }))],
    ['holds offsets of another size than the shape', file(entry({ data_offsets: [0, 4] }))],
    ['ends before its data', file(entry({ shape: [32], data_offsets: [0, 128] }))],
    ['holds more numbers than there are', file(entry({ shape: [1e9, 1e9], data_offsets: [0, 4e18] }))],
  ])('is refused in one sentence when it %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(/^safetensors: /);
  });

  it('never fails in any other way, whichever bytes are broken', () => {
    const whole = writeSafetensors(
      new Map([['w', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]),
      'F32',
    );
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, length) => {
        const broken = whole.slice(0, length);
        for (const [at, byte] of changes) broken[at] = byte;
        try {
          for (const { shape, data } of readSafetensors(broken).values()) {
            expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('half precision', () => {
  it('reads back every one of its numbers', () => {
    for (let half = 0; half < 65536; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(fromHalf(toHalf(value))).toBeNaN();
      else if (toHalf(value) !== half) throw new Error(`${half} became ${toHalf(value)}`);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    expect(fromHalf(toHalf(1 + 2 ** -11))).toBe(1);
    expect(fromHalf(toHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(fromHalf(toHalf(65519))).toBe(65504);
    expect(fromHalf(toHalf(65520))).toBe(Number.POSITIVE_INFINITY);
    expect(fromHalf(toHalf(2 ** -25))).toBe(0);
    expect(fromHalf(toHalf(1.5 * 2 ** -25))).toBe(2 ** -24);
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65504, max: 65504 }), (value) => {
        const half = toHalf(value);
        const error = Math.abs(fromHalf(half) - value);
        for (const neighbour of [half - 1, half + 1]) {
          const other = fromHalf(neighbour & 0xffff);
          if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(Math.abs(other - value));
        }
      }),
    );
  });
});
