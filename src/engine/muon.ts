/**
 * @file Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon): the momentum of a matrix is replaced by the nearest
 * matrix with orthogonal rows (or columns), found by five Newton–Schulz steps
 *   X := a X + (b A + c A A) X,   A = X X^T
 * from X = M / |M|. Each update then has the same size in every direction. Its size is that of AdamW's updates
 * (Liu et al. 2025, arXiv 2502.16982, eq. 4): times 0.2 sqrt(max(rows, columns)), so that both take the same rates.
 *
 * Only matrices used in products are updated this way; embedding tables and vectors use AdamW, as the authors advise.
 */
import type { OptimizerName } from './engine.ts';
import { Graph, type Tensor } from './graph.ts';
import { matmul, unitNorm } from './ops/index.ts';

const [A, B, C] = [3.4445, -4.775, 2.0315];
const NEWTON_SCHULZ_STEPS = 5;

/** True for a matrix that is read by matrix products of the graph and by no embedding. */
function isForMuon(graph: Graph, parameter: Tensor): boolean {
  if (parameter.shape.length !== 2) return false;
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(parameter));
  return readers.length > 0 && readers.every(({ op }) => op === 'matmul' || op === 'doraNorm');
}

/**
 * Orders trained tensors so that those of one update rule are adjacent: first the `orthogonal` ones that Muon updates,
 * then the rest.
 */
export function groupUpdates<Shaped extends { shape: readonly number[] }>(
  graph: Graph,
  trainable: ReadonlyMap<string, Shaped>,
  optimizer: OptimizerName,
): { trainable: Map<string, Shaped>; orthogonal: number } {
  const isOrthogonal = (name: string): boolean => {
    const parameter = graph.find(name);
    return optimizer === 'muon' && parameter !== undefined && isForMuon(graph, parameter);
  };
  const entries = [...trainable];
  const first = entries.filter(([name]) => isOrthogonal(name));
  const rest = entries.filter(([name]) => !isOrthogonal(name));
  return { trainable: new Map([...first, ...rest]), orthogonal: first.length };
}

/** Factor of the orthogonal matrix in an update; `shape` is [rows, columns]. */
export function muonScale([rows = 1, columns = 1]: readonly number[]): number {
  return 0.2 * Math.sqrt(Math.max(rows, columns));
}

/**
 * Newton–Schulz of the momentum of every matrix, as a graph of its own: parameters by name in, updates by name out, to be
 * multiplied by `factor`. Products have a scale and addends have none, so X is represented as factor^i Y with
 *   Y := Y + (b / a) (A + (c / b) A A) Y,   A = (a^i)^2 Y Y^T
 */
export function traceMuon(shapes: ReadonlyMap<string, readonly number[]>): {
  graph: Graph;
  updates: Map<string, Tensor>;
  factor: number;
} {
  const graph = new Graph();
  const updates = new Map<string, Tensor>();
  for (const [name, shape] of shapes) {
    const isTall = (shape[0] as number) > (shape[1] as number);
    let y = unitNorm(graph, graph.parameter(name, shape));
    for (let i = 0; i < NEWTON_SCHULZ_STEPS; i++) {
      const scale = A ** (2 * i);
      // The smaller of the two squares; a tall matrix is multiplied from the right.
      const square = matmul(graph, isTall ? 'tn' : 'nt', [{ a: y, b: y, scale }]);
      const sum = matmul(graph, 'nn', [{ a: square, b: square, scale: C / B }], square);
      const [left, right] = isTall ? [y, sum] : [sum, y];
      y = matmul(graph, 'nn', [{ a: left, b: right, scale: B / A }], y);
    }
    updates.set(name, y);
  }
  return { graph, updates, factor: A ** NEWTON_SCHULZ_STEPS };
}
