/** @file How a run's weights have changed: size and spectrum of ΔW in every matrix, and the tokens nearest to a soft prompt. */
import type { NamedTensors } from '../../engine/engine.ts';
import { effectiveRank, singularValues, stableRank } from '../../model/singular-values.ts';
import type { MethodSpec } from '../../peft/index.ts';
import type { Base } from '../base.ts';
import { heatMap } from './heat-map.ts';
import { meanLength, nearestTokens } from './nearest-tokens.ts';
import type { Inspection, MatrixMaps, MatrixName, MatrixReport } from './types.ts';
import { type Updates, type WeightUpdate, weightUpdates } from './update.ts';

/** What an inspection reads from. */
export interface Subject {
  base: Pick<Base, 'config' | 'tokenizer'>;
  method: MethodSpec;
  /** Values that the change stands on. */
  baseTensors: NamedTensors;
}

/** @param trained what the method trains or adds. */
export function inspect({ base, method, baseTensors }: Subject, trained: NamedTensors): Inspection {
  return {
    ...reports(weightUpdates(method, base.config, baseTensors, trained)),
    prompt: softPrompt(base, baseTensors, trained),
  };
}

/** One matrix, small enough to draw; null where the method does not change it. */
export function drawMatrix(
  { base, method, baseTensors }: Subject,
  trained: NamedTensors,
  { layer, target }: MatrixName,
): MatrixMaps | null {
  const updates = weightUpdates(method, base.config, baseTensors, trained);
  const found = updates?.matrices.find((one) => one.layer === layer && one.target === target);
  return found ? mapsOf(found) : null;
}

/** Singular values of a rank-r product beyond the r-th are rounding errors, and are left out. */
function reports(updates: Updates | null): Pick<Inspection, 'matrices' | 'otherShare'> {
  if (!updates) return { matrices: [], otherShare: 0 };
  const squares = updates.matrices.map(({ delta }) => delta.reduce((sum, value) => sum + value * value, 0));
  const total = squares.reduce((a, b) => a + b, updates.otherSquare);
  const share = (square: number) => (total > 0 ? square / total : 0);
  return {
    matrices: updates.matrices.map(({ layer, target, shape, delta, factors }, i): MatrixReport => {
      const [rows, columns] = shape;
      const values = singularValues(delta, rows, columns).slice(0, factors?.r);
      return {
        layer,
        target,
        shape: [rows, columns],
        norm: Math.sqrt(squares[i] as number),
        share: share(squares[i] as number),
        singularValues: values,
        effectiveRank: effectiveRank(values),
        stableRank: stableRank(values),
      };
    }),
    otherShare: share(updates.otherSquare),
  };
}

function mapsOf({ layer, target, shape, delta, factors }: WeightUpdate): MatrixMaps {
  const [rows, columns] = shape;
  return {
    layer,
    target,
    delta: heatMap(delta, rows, columns),
    a: factors && heatMap(factors.a, factors.r, columns),
    b: factors && heatMap(factors.b, rows, factors.r),
  };
}

/** Learned vectors that stand where embeddings stand; those of deeper layers stand beside keys and values instead. */
function softPrompt(
  { config, tokenizer }: Subject['base'],
  baseTensors: NamedTensors,
  trained: NamedTensors,
): Inspection['prompt'] {
  const vectors = trained.get('prompt_embeddings');
  const embedding = baseTensors.get('model.embed_tokens.weight');
  if (!vectors || !embedding || vectors.shape[1] !== config.dModel) return null;
  return {
    tokens: nearestTokens(vectors.data, embedding.data, config.dModel, tokenizer),
    meanLength: meanLength(embedding.data, config.dModel),
  };
}
