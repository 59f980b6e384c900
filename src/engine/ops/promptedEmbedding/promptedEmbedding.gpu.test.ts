import { expect, it } from 'vitest';
import { Graph } from '../../graph.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { promptedEmbedding } from '../index.ts';

it('reads ids past the vocabulary from the prompt, and those past both from its last row', async () => {
  const graph = new Graph();
  const table = graph.constant('table', [3, 2], Float32Array.of(0, 1, 10, 11, 20, 21));
  const prompt = graph.constant('prompt', [2, 2], Float32Array.of(-1, -2, -3, -4));
  const ids = graph.constant('ids', [5], Int32Array.of(2, 3, 0, 4, 9));
  const y = promptedEmbedding(graph, table, prompt, ids);
  const runner = await OpRunner.create(await sharedGpu(), graph, [y], new Map());
  const [values] = await runner.run();
  runner.dispose();
  expect([...values!]).toEqual([20, 21, -1, -2, 0, 1, -3, -4, -3, -4]);
});
