/** @file What the backward pass contains, and what it omits. The GPU tests check its numbers. */
import { describe, expect, it } from 'vitest';
import { differentiate } from '../../src/engine/autodiff.ts';
import { Graph, type Node, type Tensor } from '../../src/engine/graph.ts';
import { traceLoss } from '../../src/engine/lossGraph.ts';
import { add, crossEntropy, linear, matmul } from '../../src/engine/ops/index.ts';
import { liveNodes } from '../../src/engine/plan.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

interface Traced {
  graph: Graph;
  forward: readonly Node[];
  /** What is replayed of the nodes that `differentiate` added. */
  backward: readonly Node[];
  gradients: Map<Tensor, Tensor>;
}

function trace({ model, trainable }: Subject): Traced {
  const { graph } = traceLoss(model, 3, 5, true);
  const forward = [...graph.nodes];
  const targets = [...trainable.keys()].map((name) => graph.find(name)!);
  const gradients = differentiate(graph, targets);
  const live = new Set(liveNodes(graph, [...gradients.values()]).nodes);
  const backward = graph.nodes.slice(forward.length).filter((node) => live.has(node));
  return { graph, forward, backward, gradients };
}

const count = (nodes: readonly Node[], op: string): number => nodes.filter((node) => node.op === op).length;
const shapes = (nodes: readonly Node[]): string[] =>
  nodes.flatMap(({ outputs }) => outputs.map(({ shape }) => shape.join('x')));

/** Every weight that some node of the backward pass reads. */
const weightsRead = (nodes: readonly Node[]): Set<string> =>
  new Set(
    nodes.flatMap(({ inputs }) => inputs.filter(({ kind }) => kind === 'parameter').map(({ name }) => name)),
  );

describe('the backward pass of full fine-tuning', () => {
  const { backward, gradients } = trace(subject({ name: 'full' }));

  it('has a gradient of the right shape for every weight', () => {
    expect(gradients.size).toBe(2 + 9 * tinyConfig.layers);
    for (const [target, gradient] of gradients) expect(gradient.shape, target.name).toEqual(target.shape);
  });

  it('sums gradients of several readers in the dispatch that makes them', () => {
    expect(count(backward, 'add')).toBe(0);
  });

  it('makes the gradient of a map and of its input with one product each', () => {
    const products = count(backward, 'matmul');
    // Seven maps and the output layer have dW; their inputs share dx: q, k and v one, gate and up one, o and down one each.
    expect(products).toBe(tinyConfig.layers * (7 + 4) + 2);
  });
});

describe('the backward pass of LoRA', () => {
  it('has no gradient of a frozen weight', () => {
    const { backward, gradients } = trace(subject(loraSpec({ r: 1 })));
    expect([...gradients.keys()].every(({ name }) => name.includes('lora_'))).toBe(true);
    const { dModel, ffnDim, vocabularySize, heads, headDim } = tinyConfig;
    const width = heads * headDim;
    const made = shapes(backward);
    for (const frozen of [
      [width, dModel],
      [dModel, width],
      [ffnDim, dModel],
      [dModel, ffnDim],
      [vocabularySize, dModel],
    ]) {
      expect(made).not.toContain(frozen.join('x'));
    }
    expect(count(backward, 'rmsNormGradWeight')).toBe(0);
    expect(count(backward, 'embeddingGrad')).toBe(0);
  });

  it('does not go below the lowest thing that is trained', () => {
    const { backward } = trace(subject(loraSpec({ targets: ['q'] })));
    const read = weightsRead(backward);
    expect(read).not.toContain('model.layers.0.input_layernorm.weight');
    expect(read).not.toContain('model.layers.0.self_attn.q_proj.weight');
    expect(read).toContain('model.layers.1.input_layernorm.weight');
    // Both layers' attention, but only the norms above the first queries.
    expect(count(backward, 'attentionGradQuery')).toBe(2);
    expect(count(backward, 'rmsNormGradInput')).toBe(2 * tinyConfig.layers + 1 - 1);
  });

  it('leaves the gradients of keys and values alone where queries alone are trained in the first layer', () => {
    const { backward } = trace(subject(loraSpec({ targets: ['q'] })));
    // The second layer needs them for what lies below it; the first does not.
    expect(count(backward, 'attentionGradKeyValue')).toBe(1);
  });

  it('does not visit attention below an adapter of the MLP', () => {
    const { backward } = trace(subject(loraSpec({ targets: ['down'] })));
    expect(count(backward, 'attentionGradQuery')).toBe(1);
    expect(count(backward, 'swiGluGrad')).toBe(1);
  });

  it('stays on the low-rank path: no product as large as a weight', () => {
    const { forward, backward } = trace(
      subject(loraSpec({ r: 1, targets: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] })),
    );
    const made = [...shapes(forward), ...shapes(backward)];
    const { dModel, heads, headDim } = tinyConfig;
    expect(made).not.toContain([heads * headDim, dModel].join('x'));
  });
});

describe('differentiate', () => {
  const loss = (graph: Graph, logits: Tensor): void => {
    const rows = logits.shape[0]!;
    crossEntropy(
      graph,
      logits,
      graph.input('targets', [rows], 'i32'),
      graph.input('weights', [rows], 'f32'),
      graph.input('weightSum', [1], 'f32'),
    );
  };

  it('throws for a parameter that the loss does not depend on', () => {
    const graph = new Graph();
    const aside = graph.parameter('aside', [2, 2]);
    loss(graph, graph.parameter('logits', [2, 3]));
    expect(() => differentiate(graph, [aside])).toThrow(/does not depend on aside/);
  });

  it('refuses two parameters that share one gradient, since a trainer could place it only once', () => {
    const graph = new Graph();
    const [a, b] = [graph.parameter('a', [2, 3]), graph.parameter('b', [2, 3])];
    loss(graph, add(graph, a, b));
    expect(() => differentiate(graph, [a, b])).toThrow(/a share one gradient/);
  });

  it('takes products of one layout together, three at a time', () => {
    const graph = new Graph();
    const x = graph.parameter('x', [4, 4]);
    const readers = [0, 1, 2, 3, 4].map((i) => linear(graph, x, graph.parameter(`w${i}`, [4, 4])));
    loss(
      graph,
      readers.reduce((sum, reader) => add(graph, sum, reader)),
    );
    const before = graph.nodes.length;
    differentiate(graph, [x]);
    expect(count(graph.nodes.slice(before), 'matmul')).toBe(2);
  });

  it('differentiates a product in each of its layouts', () => {
    for (const [layout, a, b] of [
      ['nt', [2, 5], [3, 5]],
      ['nn', [2, 5], [5, 3]],
      ['tn', [5, 2], [5, 3]],
    ] as const) {
      const graph = new Graph();
      const [left, right] = [graph.parameter('a', a), graph.parameter('b', b)];
      loss(graph, matmul(graph, layout, [{ a: left, b: right, scale: 2 }]));
      const gradients = differentiate(graph, [left, right]);
      expect(gradients.get(left)!.shape).toEqual(a);
      expect(gradients.get(right)!.shape).toEqual(b);
    }
  });
});
