/**
 * @file The bounds and defaults of every number of a method, once: forms, addresses and `clampSpec` read them here. Those
 * that depend on the base's shape follow from `SHIPPED_SHAPE`; `bounds.test.ts` holds it to the shipped `config.json`
 * files, and the bounds to what the methods themselves accept.
 */
import { integer, real } from './params.ts';

/** Shape of both shipped bases, known before either is loaded. */
export const SHIPPED_SHAPE = { layers: 4, dModel: 96, contextLength: 128 } as const;

export const METHOD_BOUNDS = {
  /** Rank of LoRA. */
  r: integer(8, 1, 64),
  loraAlpha: real(16, 1, 1024),
  dropout: real(0, 0, 0.9),
  /** Learning rate of B divided by that of A (LoRA+). */
  ratioB: real(1, 1, 64),
  /** Number of trained blocks, counted from the top. */
  last: integer(2, 1, SHIPPED_SHAPE.layers),
  /** Width of a bottleneck adapter, at most the residual stream's. */
  bottleneck: integer(16, 1, SHIPPED_SHAPE.dModel),
  /** Learned positions: at most half of the context. */
  virtualTokens: integer(16, 1, SHIPPED_SHAPE.contextLength / 2),
  /** Hidden width of a prefix's MLP; 0 stands for none. */
  projection: integer(0, 0, 256),
} as const;
