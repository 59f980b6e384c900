/** @file Full fine-tuning: every weight of the base is trained, nothing is added. */
import { writeSafetensors } from '../../model/safetensors.ts';
import type { Method } from '../method.ts';
import type { FullSpec } from '../spec.ts';

export const full: Method<FullSpec> = {
  name: 'full',
  problems: () => [],
  trainsBase: () => true,
  addedShapes: () => [],
  initialise: () => new Map(),
  hooks: () => ({}),
  merge: (_spec, _config, _base, trained) => trained,
  exportFiles: (_spec, { configJson, trained }) => [
    { name: 'config.json', bytes: new TextEncoder().encode(`${JSON.stringify(configJson, null, 2)}\n`) },
    { name: 'model.safetensors', bytes: writeSafetensors(trained, 'F16') },
  ],
};
