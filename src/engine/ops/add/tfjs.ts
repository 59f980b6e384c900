/** @file Elementwise sum with tfjs. */
import { add } from '@tensorflow/tfjs';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerAdd: Lowering = (_, inputs) => [add(at(inputs, 0), at(inputs, 1))];
