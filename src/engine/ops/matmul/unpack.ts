/**
 * @file WGSL that reads packed matrices (`engine/packed.ts`) number by number or in fours, so that a product unpacks b
 * as it goes and no copy in floats ever exists.
 */
import { wgslFloat } from '../../op.ts';
import { NF4, PACKED_BLOCK, type PackedFormat, packedLayout } from '../../packed.ts';

/** Factor b of product `p`, bound as `b<p>`. */
export interface PackedFactor {
  format: PackedFormat;
  p: number;
  /** Numbers in the matrix. */
  size: number;
}

const NF4_TABLE = `var<private> NF4: array<f32, 16> = array<f32, 16>(${NF4.map(wgslFloat).join(', ')});`;

/** For every factor `unpackOne<p>(i)`, its number i, and `unpackQuad<p>(q)`, its numbers 4q to 4q + 3. */
export function unpackSource(factors: readonly PackedFactor[]): string[] {
  const table = factors.some(({ format }) => format === 'nf4') ? [NF4_TABLE] : [];
  return [...table, ...factors.map(functionsOf)];
}

function functionsOf({ format, p, size }: PackedFactor): string {
  const { codes } = packedLayout(format, size);
  const scale = (block: string) => `bitcast<f32>(b${p}[${codes}u + ${block}])`;
  const one = scale(`i / ${PACKED_BLOCK}u`);
  const four = scale(`q / ${PACKED_BLOCK / 4}u`);
  if (format === 'int8')
    return `fn unpackOne${p}(i: u32) -> f32 { return ${one} * unpack4x8snorm(b${p}[i / 4u])[i % 4u]; }
fn unpackQuad${p}(q: u32) -> vec4f { return ${four} * unpack4x8snorm(b${p}[q]); }`;
  return `fn unpackOne${p}(i: u32) -> f32 { return ${one} * NF4[(b${p}[i / 8u] >> (4u * (i % 8u))) & 15u]; }
fn unpackQuad${p}(q: u32) -> vec4f {
  let codes = b${p}[q / 2u] >> (16u * (q % 2u));
  return ${four} * vec4f(NF4[codes & 15u], NF4[(codes >> 4u) & 15u], NF4[(codes >> 8u) & 15u], NF4[(codes >> 12u) & 15u]);
}`;
}
