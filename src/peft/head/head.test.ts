import { describe, expect, it } from 'vitest';
import { differentiate } from '../../engine/autodiff.ts';
import { traceLoss } from '../../engine/lossGraph.ts';
import { liveNodes } from '../../engine/plan.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { startOf, tinyBase, tuned } from '../testing/logits.ts';
import { head } from './index.ts';

const untied = { ...tinyConfig, tieWordEmbeddings: false };
const spec = { name: 'head' } as const;

describe('head tuning', () => {
  it('trains a copy of the table where the output layer shares it, and leaves the table alone', () => {
    const base = tinyBase();
    const start = startOf(spec, base);
    expect([...start.keys()]).toEqual(['lm_head.weight']);
    const copy = start.get('lm_head.weight')!.data;
    const table = base.get('model.embed_tokens.weight')!.data;
    expect(copy).toEqual(table);
    expect(copy).not.toBe(table);
    expect(head.merge(spec, tinyConfig, base, start)).toBeNull();
  });

  it('trains the output layer in place where it is one of its own, and merges it', () => {
    const base = tinyBase(untied);
    const start = startOf(spec, base, 1, untied);
    expect(head.addedShapes(spec, untied)).toEqual([]);
    expect(start.get('lm_head.weight')).toBe(base.get('lm_head.weight'));
    const trained = new Map([['lm_head.weight', { shape: [19, 12], data: new Float32Array(19 * 12) }]]);
    const merged = head.merge(spec, untied, base, trained)!;
    expect(merged.get('lm_head.weight')).toBe(trained.get('lm_head.weight'));
    expect(merged.size).toBe(base.size);
  });

  it('differentiates one product: nothing below the output layer', () => {
    const { graph } = traceLoss(tuned(spec), 3, 5, true);
    const forward = graph.nodes.length;
    const gradients = differentiate(graph, [graph.find('lm_head.weight')!]);
    const live = new Set(liveNodes(graph, [...gradients.values()]).nodes);
    const backward = graph.nodes.slice(forward).filter((node) => live.has(node));
    expect(backward.map(({ op }) => op)).toEqual(['matmul']);
  });
});
