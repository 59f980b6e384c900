/**
 * @file Layer-selective tuning: some blocks whole. `layers` lists them from 0; `last` takes as many from the
 * top. LoRA's Table 3 trains the last two blocks of GPT-2 medium (FT-Top2).
 */
import { CostError } from '../error.ts';
import { copiesAt } from '../grouped.ts';
import { readIntegers, readOptionalInteger } from '../read.ts';
import { inPlace, type Method } from './method.ts';

export const layers: Method = ({ model, source }) => {
  const last = readOptionalInteger(source, 'last', { min: 1, max: model.layers });
  const listed = readIntegers(source, 'layers', { min: 0, max: model.layers - 1 });
  if ((last === null) === (listed === null)) {
    throw new CostError(
      last === null ? 'missingField' : 'contradiction',
      source.place,
      'layers',
      last === null ? 'LAYERS needs layers (a list) or last (a count).' : 'Give layers or last, not both.',
      { other: 'last', value: listed?.join(', ') ?? '', otherValue: last ?? '' },
    );
  }
  const chosen = new Set(listed ?? Array.from({ length: last! }, (_, back) => model.layers - 1 - back));
  return {
    tensors: model.modules.flatMap((module) => {
      if (module.layer === null || (model.encoderLayers > 0 && module.stack !== 'decoder')) return [];
      if (!module.copies) return chosen.has(module.layer) ? inPlace(model, module) : [];
      const copied = module.copies.indices.filter((index) => chosen.has(index));
      if (copied.length === 0) return [];
      const copies = copiesAt(copied, module.copies.experts);
      return inPlace(model, module).map((tensor) => ({
        ...tensor,
        name: tensor.name.replace(`.${module.layer}.`, `.${copied[0]}.`),
        copies,
      }));
    }),
    unmatched: [],
    virtualTokens: 0,
  };
};
