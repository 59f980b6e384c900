/**
 * @file Accelerators a reader may have or rent. Memory in GiB as sold ("80 GB" cards hold 80 GiB or a little
 * less); peak is the dense 16-bit tensor rate with float32 accumulation of the vendor's data sheet, without
 * sparsity.
 */
const GIB = 2 ** 30;

export interface Gpu {
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  /** Floating-point operations per second, dense, 16 bit. */
  readonly peakFlops: number;
  /** Vendor's document. */
  readonly source: string;
}

function gpu(name: string, gib: number, teraflops: number, source: string): Gpu {
  return { name, memory: gib * GIB, peakFlops: teraflops * 1e12, source };
}

export const gpus: readonly Gpu[] = [
  gpu('T4', 16, 65, 'NVIDIA T4 data sheet'),
  gpu('V100', 32, 125, 'NVIDIA V100 data sheet'),
  gpu('RTX 3090', 24, 71, 'NVIDIA Ampere GA102 white paper'),
  gpu('RTX 4090', 24, 165.2, 'NVIDIA Ada white paper'),
  gpu('L40S', 48, 362, 'NVIDIA L40S data sheet'),
  gpu('A100 40 GB', 40, 312, 'NVIDIA A100 data sheet'),
  gpu('A100 80 GB', 80, 312, 'NVIDIA A100 data sheet'),
  gpu('H100', 80, 989.4, 'NVIDIA H100 data sheet, SXM'),
  gpu('H200', 141, 989.4, 'NVIDIA H200 data sheet, SXM'),
  gpu('MI300X', 192, 1307.4, 'AMD MI300X data sheet'),
];

/** Fewest devices whose memory together holds so many bytes, were they shared out evenly. */
export function gpusNeeded(bytes: number, { memory }: Gpu): number {
  return Math.max(1, Math.ceil(bytes / memory));
}
