/**
 * @file Layer-selective tuning: the last blocks whole (FT-Top2 of LoRA's Table 3 is the last two). Nothing below them is
 * differentiated.
 */
import { wholeUpTo } from '../bounds.ts';
import { changedFiles } from '../files.ts';
import type { Method } from '../method.ts';
import type { LayersSpec } from '../spec.ts';

export const layers: Method<LayersSpec> = {
  name: 'layers',
  problems: ({ last }, config) => wholeUpTo('last', last, config.layers),
  trainsBase({ last }, parameterName, config) {
    const layer = /^model\.layers\.(\d+)\./.exec(parameterName)?.[1];
    return layer !== undefined && Number(layer) >= config.layers - last;
  },
  addedShapes: () => [],
  initialise: () => new Map(),
  hooks: () => ({}),
  merge: (_spec, _config, base, trained) => new Map([...base, ...trained]),
  exportFiles: ({ last }, context) => changedFiles(`layers, last ${last}`, context),
};
