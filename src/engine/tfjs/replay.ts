/** @file Replays a forward graph with tfjs, node by node. */
import { keep, type Tensor, tensor, tidy } from '@tensorflow/tfjs';
import type { Graph, Tensor as GraphTensor, Node } from '../graph.ts';
import { liveNodes } from '../plan.ts';
import type { LoweringContext } from './lowering.ts';
import { lowerings } from './lowerings.ts';

/** The value of a parameter or an input in this replay. */
type Source = (tensor: GraphTensor) => Tensor | null;

/** A forward graph prepared for replay: without dead nodes, constants uploaded once. */
export class Replay {
  private readonly nodes: readonly Node[];
  private readonly results: readonly GraphTensor[];
  private readonly constants = new Map<string, Tensor>();

  constructor(graph: Graph, results: readonly GraphTensor[]) {
    this.nodes = liveNodes(graph, results).nodes;
    this.results = results;
  }

  /** The results, in order. Call within `tidy`, or intermediate tensors stay allocated. */
  run(source: Source, draw = 0): Tensor[] {
    const values = new Map<GraphTensor, Tensor>();
    const context: LoweringContext = { draw, constant: (key, make) => this.constant(key, make) };
    const read = (input: GraphTensor): Tensor => {
      const known = values.get(input) ?? this.fixed(input) ?? source(input);
      if (!known) throw new Error(`nothing holds the ${input.kind} ${input.name}`);
      values.set(input, known);
      return known;
    };
    for (const node of this.nodes) {
      const lower = lowerings[node.op];
      if (!lower) throw new Error(`${node.op} cannot be done with tfjs`);
      lower(node, node.inputs.map(read), context).forEach((output, i) => {
        values.set(node.outputs[i] as GraphTensor, output);
      });
    }
    return this.results.map(read);
  }

  dispose(): void {
    for (const constant of this.constants.values()) constant.dispose();
    this.constants.clear();
  }

  private fixed({ data, dtype, id, shape }: GraphTensor): Tensor | null {
    if (!data) return null;
    return this.constant(`#${id}`, () => tensor(data, [...shape], dtype === 'i32' ? 'int32' : 'float32'));
  }

  private constant(key: string, make: () => Tensor): Tensor {
    let known = this.constants.get(key);
    if (!known) {
      known = keep(tidy(make));
      this.constants.set(key, known);
    }
    return known;
  }
}
