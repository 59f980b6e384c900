/** @file Replays a forward graph with tfjs, node by node. */
import { keep, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { type Tensor as GraphTensor, type Graph } from '../graph.ts';
import { liveNodes } from '../plan.ts';
import type { LoweringContext } from './lowering.ts';
import { lowerings } from './lowerings.ts';

/** Tensors made once for all replays of one executor. */
export class Constants {
  private readonly kept = new Map<string, Tensor>();

  get(key: string, make: () => Tensor): Tensor {
    let known = this.kept.get(key);
    if (!known) {
      known = keep(tidy(make));
      this.kept.set(key, known);
    }
    return known;
  }

  dispose(): void {
    for (const kept of this.kept.values()) kept.dispose();
    this.kept.clear();
  }
}

/** What a tensor of the graph is at this replay, for those that no node makes. */
export type Source = (tensor: GraphTensor) => Tensor | null;

export class Replay {
  private readonly nodes: Graph['nodes'];
  private readonly constants = new Constants();

  /** Only the nodes that `results` need are run. */
  constructor(
    graph: Graph,
    private readonly results: readonly GraphTensor[],
  ) {
    this.nodes = liveNodes(graph, results).nodes;
  }
}
