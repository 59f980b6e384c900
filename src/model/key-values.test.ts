import { describe, expect, it } from 'vitest';
import { relativeError } from '../engine/testing/compare.ts';
import { randomTensors } from '../engine/testing/random.ts';
import { openTfjs } from '../engine/tfjs/index.ts';
import { Replay } from '../engine/tfjs/replay.ts';
import { keyValues } from './key-values.ts';
import { llama, parameterShapes, prefixColumns } from './llama.ts';
import { tinyConfig } from './testing/tiny.ts';

const TOKENS = [5, 0, 18, 5, 7];

describe('keys and values of real tokens', () => {
  it('are those that the traced model attends over, layer by layer', async () => {
    const base = randomTensors(parameterShapes(tinyConfig), 'base');
    const engine = await openTfjs('cpu');
    const tf = await import('@tensorflow/tfjs');
    const { graph } = llama(tinyConfig).traceSequences(1, TOKENS.length, false);
    const attended = graph.nodes
      .filter(({ op }) => op === 'attention')
      .map(({ inputs }) => [inputs[1]!, inputs[2]!] as const);
    const replay = new Replay(graph, attended.flat());
    const found = tf.tidy(() =>
      replay
        .run(({ kind, name }) =>
          kind === 'input'
            ? tf.tensor1d(TOKENS, 'int32')
            : tf.tensor(base.get(name)!.data, [...base.get(name)!.shape]),
        )
        .map((tensor) => tensor.dataSync<'float32'>().slice()),
    );
    replay.dispose();
    engine.dispose();

    const rows = keyValues(tinyConfig, base, TOKENS);
    const width = tinyConfig.heads * tinyConfig.headDim;
    const wide = rows.length / TOKENS.length;
    const columns = (first: number) =>
      TOKENS.flatMap((_, t) => [...rows.subarray(t * wide + first, t * wide + first + width)]);
    for (let layer = 0; layer < tinyConfig.layers; layer++) {
      const { keyColumn, valueColumn } = prefixColumns(tinyConfig, layer);
      expect(relativeError(columns(keyColumn), found[2 * layer]!), `keys ${layer}`).toBeLessThan(1e-5);
      expect(relativeError(columns(valueColumn), found[2 * layer + 1]!), `values ${layer}`).toBeLessThan(
        1e-5,
      );
    }
  });

  it('names the weight that is missing', () => {
    expect(() => keyValues(tinyConfig, new Map(), TOKENS)).toThrow('model.embed_tokens.weight is missing');
  });
});
