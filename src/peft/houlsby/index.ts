/**
 * @file Houlsby adapters (Houlsby et al. 2019, arXiv 1902.00751, figure 2): one behind attention and one behind the MLP of
 * every block, with GELU as in the authors' code. The authors train the norms too; here, as in the usual counts,
 * only the adapters.
 */
import { bottleneckMethod } from '../bottleneck.ts';
import type { HoulsbySpec } from '../spec.ts';

export const houlsby = bottleneckMethod<HoulsbySpec>(
  'houlsby',
  ['attention_adapter', 'output_adapter'],
  'gelu',
);
