/**
 * @file The files of an adapter as PEFT writes them. A PiSSA run is written as an ordinary adapter of twice the rank on
 * the unchanged base, as PEFT's `path_initial_model_for_weight_conversion` does:
 *   W_res + s B A = W0 + s (B A - B0 A0) = W0 + s [B B0] [A; -A0]
 */
import type { NamedTensors } from '../../engine/vocabulary.ts';
import type { ModelConfig } from '../../model/config.ts';
import { adapterFiles } from '../files.ts';
import type { ExportContext, ExportedFile } from '../method.ts';
import { LINEAR_TARGETS, type LoraSpec } from '../spec.ts';
import { adaptedModules, scalingOf, targetShape } from './modules.ts';
import { principalOf } from './pissa.ts';

/** What the files are a run of: a PiSSA run comes out as plain LoRA of twice the rank, B A counting as before. */
export function exportedSpec(spec: LoraSpec): LoraSpec {
  if (spec.init !== 'pissa') return spec;
  const r = 2 * spec.r;
  const loraAlpha = scalingOf(spec) * (spec.rslora ? Math.sqrt(r) : r);
  return { ...spec, init: 'default', r, loraAlpha };
}

export function exportFiles(spec: LoraSpec, context: ExportContext): ExportedFile[] {
  const { config, base, trained } = context;
  const { r, loraAlpha, dropout, targets, rslora, dora } = exportedSpec(spec);
  return adapterFiles(
    'LORA',
    context,
    {
      r,
      lora_alpha: loraAlpha,
      lora_dropout: dropout,
      target_modules: LINEAR_TARGETS.filter((target) => targets.includes(target)).map(
        (target) => `${target}_proj`,
      ),
      bias: 'none',
      ...(rslora ? { use_rslora: true } : {}),
      ...(dora ? { use_dora: true } : {}),
    },
    spec.init === 'pissa' ? asDifference(spec, config, base, trained) : trained,
  );
}

/** [A; -A0] and [B B0] of every map: what training has changed, as an adapter of twice the rank. */
function asDifference(
  spec: LoraSpec,
  config: ModelConfig,
  base: NamedTensors,
  trained: NamedTensors,
): NamedTensors {
  const { r } = spec;
  return new Map(
    adaptedModules(spec, config).flatMap(({ module, target, aName, bName }) => {
      const [outputs, inputs] = targetShape(config, target);
      const weight = base.get(`${module}.weight`);
      const a = trained.get(aName);
      const b = trained.get(bName);
      if (!weight || !a || !b) throw new Error(`${module} cannot be exported: a weight is missing`);
      const start = principalOf(weight.data, [outputs, inputs], r, scalingOf(spec));
      const aBoth = new Float32Array(2 * r * inputs);
      aBoth.set(a.data);
      aBoth.set(
        start.a.map((x) => -x),
        r * inputs,
      );
      const bBoth = new Float32Array(outputs * 2 * r);
      for (let row = 0; row < outputs; row++) {
        bBoth.set(b.data.subarray(row * r, (row + 1) * r), row * 2 * r);
        bBoth.set(start.b.subarray(row * r, (row + 1) * r), row * 2 * r + r);
      }
      return [
        [aName, { shape: [2 * r, inputs], data: aBoth }],
        [bName, { shape: [outputs, 2 * r], data: bBoth }],
      ] as const;
    }),
  );
}
