/**
 * @file The MLP that makes prefixes while they train (Li & Liang 2021, arXiv 2101.00190, section 4.3: training them as they
 * are was unstable): W2 tanh(W0 e + b0) + b2 for n embeddings e, as PEFT's `PrefixEncoder` has it. Afterwards the
 * prefixes are computed once and the MLP is thrown away.
 */
import { bias, type Graph, linear, type NamedTensors, type Tensor } from '../../engine/vocabulary.ts';
import type { ModelConfig } from '../../model/config.ts';
import { createRandom } from '../../world/random.ts';
import { normal, type StartTensor, uniform } from '../numbers.ts';
import { PROMPT } from '../prompt/index.ts';
import { prefixWidth } from './deep.ts';

export interface Projection {
  virtualTokens: number;
  /** Width of the MLP. */
  hidden: number;
}

const EMBEDDING = 'prompt_encoder.embedding.weight';
const FIRST = 'prompt_encoder.transform.0';
const SECOND = 'prompt_encoder.transform.2';

/** What is trained, in order of the forward pass. */
export function projectionShapes(
  { virtualTokens, hidden }: Projection,
  config: ModelConfig,
): [string, number[]][] {
  const tokenDim = config.heads * config.headDim;
  const wide = prefixWidth(config);
  return [
    [EMBEDDING, [virtualTokens, tokenDim]],
    [`${FIRST}.weight`, [hidden, tokenDim]],
    [`${FIRST}.bias`, [hidden]],
    [`${SECOND}.weight`, [wide, hidden]],
    [`${SECOND}.bias`, [wide]],
  ];
}

/** As torch.nn.Embedding and torch.nn.Linear begin. */
export function projectionStart(
  projection: Projection,
  config: ModelConfig,
  seed: number,
): Map<string, StartTensor> {
  const random = createRandom('prefix', seed);
  const inputs = (name: string) =>
    name.startsWith(FIRST) ? config.heads * config.headDim : projection.hidden;
  return new Map(
    projectionShapes(projection, config).map(([name, shape]) => [
      name,
      name === EMBEDDING ? normal(shape, random) : uniform(shape, inputs(name), random),
    ]),
  );
}

/** The prefixes [n, 2 * layers * width] as a part of the graph. */
export function projected(graph: Graph, projection: Projection, config: ModelConfig): Tensor {
  const [embedding, w0, b0, w2, b2] = projectionShapes(projection, config).map((parameter) =>
    graph.parameter(...parameter),
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const hidden = bias(graph, linear(graph, embedding, w0), b0, { activation: 'tanh' });
  return bias(graph, linear(graph, hidden, w2), b2);
}

/** The prefixes that the trained MLP makes, under the name of plain ones. */
export function fold(projection: Projection, config: ModelConfig, trained: NamedTensors): NamedTensors {
  const shapes = projectionShapes(projection, config);
  const [embedding, w0, b0, w2, b2] = shapes.map(([name]) => {
    const found = trained.get(name);
    if (!found) throw new Error(`${name} is missing`);
    return found.data;
  }) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
  const map = (x: Float32Array, weight: Float32Array, added: Float32Array): Float32Array =>
    Float32Array.from(added, (value, o) => {
      let sum = value;
      for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (weight[o * x.length + i] as number);
      return sum;
    });
  const { virtualTokens } = projection;
  const tokenDim = embedding.length / virtualTokens;
  const wide = prefixWidth(config);
  const data = new Float32Array(virtualTokens * wide);
  for (let row = 0; row < virtualTokens; row++) {
    const own = embedding.subarray(row * tokenDim, (row + 1) * tokenDim);
    data.set(map(map(own, w0, b0).map(Math.tanh), w2, b2), row * wide);
  }
  return new Map([[PROMPT, { shape: [virtualTokens, wide], data }]]);
}
