/** @file Pfeiffer adapters (Pfeiffer et al. 2021, arXiv 2005.00247): one behind the MLP of every block, with ReLU. */
import { bottleneckMethod } from '../bottleneck.ts';
import type { PfeifferSpec } from '../spec.ts';

export const pfeiffer = bottleneckMethod<PfeifferSpec>('pfeiffer', ['output_adapter'], 'relu');
