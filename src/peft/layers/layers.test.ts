import { describe, expect, it } from 'vitest';
import { differentiate } from '../../engine/autodiff.ts';
import { traceLoss } from '../../engine/lossGraph.ts';
import { liveNodes } from '../../engine/plan.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { startOf, tinyBase, tuned } from '../testing/logits.ts';
import { layers } from './index.ts';

describe('layer-selective tuning', () => {
  it('trains the last blocks, all nine weights of each, and neither table nor last norm', () => {
    const names = [...startOf({ name: 'layers', last: 1 }, tinyBase()).keys()];
    expect(names).toHaveLength(9);
    expect(names.every((name) => name.startsWith('model.layers.1.'))).toBe(true);
    expect(startOf({ name: 'layers', last: 2 }, tinyBase()).size).toBe(18);
  });

  it('takes a tenth block for the tenth, not for the first', () => {
    const deep = { ...tinyConfig, layers: 11 };
    const trains = (name: string) => layers.trainsBase({ name: 'layers', last: 1 }, name, deep);
    expect(trains('model.layers.10.mlp.up_proj.weight')).toBe(true);
    expect(trains('model.layers.1.mlp.up_proj.weight')).toBe(false);
    expect(trains('model.norm.weight')).toBe(false);
  });

  it('differentiates no block below the lowest trained one', () => {
    const { graph } = traceLoss(tuned({ name: 'layers', last: 1 }), 3, 5, true);
    const forward = graph.nodes.length;
    const names = [...startOf({ name: 'layers', last: 1 }, tinyBase()).keys()];
    const gradients = differentiate(
      graph,
      names.map((name) => graph.find(name)!),
    );
    const live = new Set(liveNodes(graph, [...gradients.values()]).nodes);
    const backward = graph.nodes.slice(forward).filter((node) => live.has(node));
    expect(backward.filter(({ op }) => op === 'swiGluGrad')).toHaveLength(1);
    expect(backward.filter(({ op }) => op === 'attentionGradQuery')).toHaveLength(1);
    const read = new Set(backward.flatMap(({ inputs }) => inputs.map(({ name }) => name)));
    expect([...read].some((name) => name.startsWith('model.layers.0.'))).toBe(false);
  });

  it.each([0, 3, 1.5, Number.NaN])('refuses %s blocks of two', (last) => {
    expect(layers.problems({ name: 'layers', last }, tinyConfig)).toEqual([
      { field: 'last', value: last, allowed: '1–2' },
    ]);
  });
});
