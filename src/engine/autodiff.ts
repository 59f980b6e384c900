/**
 * @file Static reverse-mode differentiation: appends the backward pass to the graph it is given.
 *
 * Only paths that lead to a trainable parameter are differentiated, so a frozen weight costs no dW and nothing
 * below the lowest trainable parameter is visited. Gradients that are matrix products stay symbolic until they are
 * read, and those of one layout are then summed in a single dispatch.
 */
import type { Graph, Node, Tensor } from './graph.ts';
import type { GradientTerm, MatmulLayout, ProductTerm } from './op.ts';
import { gradientRules } from './ops/gradients.ts';
import { add } from './ops/index.ts';
import { MAX_PRODUCTS, matmul } from './ops/matmul/index.ts';

/** Sums the terms of one gradient with as few dispatches as they allow. */
function materialise(graph: Graph, terms: readonly GradientTerm[]): Tensor {
  let sum: Tensor | null = null;
  for (const term of terms) {
    if (term.kind === 'tensor') sum = sum ? add(graph, sum, term.tensor) : term.tensor;
  }
  for (const layout of ['nt', 'nn', 'tn'] satisfies MatmulLayout[]) {
    const products = terms.filter(
      (term): term is ProductTerm => term.kind === 'product' && term.layout === layout,
    );
    for (let i = 0; i < products.length; i += MAX_PRODUCTS) {
      sum = matmul(graph, layout, products.slice(i, i + MAX_PRODUCTS), sum);
    }
  }
  if (!sum) throw new Error('a gradient without terms cannot be summed');
  return sum;
}

/** Tensors from which some member of `targets` can be reached backwards, the targets included. */
function dependents(nodes: readonly Node[], targets: readonly Tensor[]): Set<Tensor> {
  const reached = new Set<Tensor>(targets);
  for (const node of nodes) {
    if (node.inputs.some((input) => reached.has(input)))
      for (const output of node.outputs) reached.add(output);
  }
  return reached;
}

/**
 * Appends the gradients of the graph's loss (its `crossEntropy` node) with respect to `targets`.
 * Returns the gradient tensor of each target; throws if the loss does not depend on one of them.
 */
export function differentiate(graph: Graph, targets: readonly Tensor[]): Map<Tensor, Tensor> {
  const forward = [...graph.nodes];
  const needed = dependents(forward, targets);
  const terms = new Map<Tensor, GradientTerm[]>();

  const gradientOf = (tensor: Tensor): Tensor | null => {
    const known = terms.get(tensor);
    if (!known?.length) return null;
    const sum = materialise(graph, known);
    terms.set(tensor, [{ kind: 'tensor', tensor: sum }]);
    return sum;
  };

  for (const node of forward.reverse()) {
    const isLoss = node.op === 'crossEntropy';
    const reached = isLoss || node.outputs.some((output) => terms.get(output)?.length);
    if (!reached || !node.inputs.some((input) => needed.has(input))) continue;
    const rule = gradientRules[node.op];
    if (!rule) throw new Error(`${node.op} has no gradient`);
    rule({
      graph,
      node,
      outputGradients: isLoss ? [] : node.outputs.map(gradientOf),
      needs: (i) => needed.has(node.inputs[i] as Tensor),
      takePartial: (i) => {
        const input = node.inputs[i] as Tensor;
        const partial = gradientOf(input);
        terms.delete(input);
        return partial;
      },
      give: (i, term) => {
        const input = node.inputs[i] as Tensor;
        const list = terms.get(input);
        if (list) list.push(term);
        else terms.set(input, [term]);
      },
    });
  }

  const gradients = new Map<Tensor, Tensor>();
  const owners = new Map<Tensor, Tensor>();
  for (const target of targets) {
    const gradient = gradientOf(target);
    if (!gradient) throw new Error(`the loss does not depend on ${target.name}`);
    // Executors write each gradient to a place of its own; two parameters added to each other would share one.
    const owner = owners.get(gradient);
    if (owner)
      throw new Error(`${target.name} and ${owner.name} share one gradient: one of them is redundant`);
    owners.set(gradient, target);
    gradients.set(target, gradient);
  }
  return gradients;
}
