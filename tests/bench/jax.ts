/**
 * @file jax-js on WebGPU, the whole step (forward, backward, Adam) under `jit`. Its arrays are owned: every use but the
 * last takes a `.ref`.
 */
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { NamedTensors } from '../../src/engine/engine.ts';
import { sumOfWeights } from '../../src/engine/lossGraph.ts';
import { ropeTable } from '../../src/engine/ops/index.ts';
import { linearNames } from '../../src/model/llama.ts';
import type { Contender } from './contender.ts';
import { batch, config, LEARNING_RATE, lora, type MethodName, size, subjectOf } from './subject.ts';

type Arrays = Record<string, np.Array>;

type Inputs = {
  tokens: np.Array;
  targets: np.Array;
  /** Weight of each row, its share of the loss. */
  share: np.Array;
  cosine: np.Array;
  sine: np.Array;
};

const BETA_1 = 0.9;
const BETA_2 = 0.99;
const EPSILON = 1e-8;

const upload = (tensors: NamedTensors | null): Arrays =>
  Object.fromEntries(
    [...(tensors ?? [])].map(([name, { shape, data }]) => [
      name,
      np.array(data.slice() as Float32Array<ArrayBuffer>).reshape([...shape]),
    ]),
  );

/** The loss of a step; it consumes its arguments, as functions of jax-js do. */
function lossOf(trained: Arrays, frozen: Arrays, inputs: Inputs): np.Array {
  const { heads, headDim, dModel, rmsNormEpsilon, vocabularySize } = config;
  const { batchSize, sequenceLength } = size;
  const rows = batchSize * sequenceLength;
  const weight = (name: string): np.Array => (trained[name] ?? (frozen[name] as np.Array)).ref;
  const has = (name: string): boolean => name in trained || name in frozen;

  const norm = (x: np.Array, name: string): np.Array => {
    const squares = np.mean(np.square(x.ref), -1, { keepdims: true });
    return x.div(np.sqrt(squares.add(rmsNormEpsilon))).mul(weight(`${name}.weight`));
  };
  const map = (x: np.Array, module: string): np.Array => {
    const a = `base_model.model.${module}.lora_A.weight`;
    const straight = (input: np.Array, name: string) => np.matmul(input, weight(name).transpose());
    if (!has(a)) return straight(x, `${module}.weight`);
    const low = straight(straight(x.ref, a), a.replace('lora_A', 'lora_B'));
    return straight(x, `${module}.weight`).add(low.mul(lora.loraAlpha / lora.r));
  };
  const byHead = (x: np.Array): np.Array => x.reshape([batchSize, sequenceLength, heads, headDim]);
  const turned = (x: np.Array): np.Array => {
    const [first, second] = np.split(byHead(x), 2, -1) as [np.Array, np.Array];
    const { cosine, sine } = inputs;
    const left = first.ref.mul(cosine.ref).sub(second.ref.mul(sine.ref));
    const right = second.mul(cosine.ref).add(first.mul(sine.ref));
    return np.concatenate([left, right], -1);
  };

  const table = 'model.embed_tokens.weight';
  let stream = weight(table).slice(inputs.tokens.ref);
  for (let layer = 0; layer < config.layers; layer++) {
    const names = linearNames(layer);
    const x = norm(stream.ref, `model.layers.${layer}.input_layernorm`);
    const query = turned(map(x.ref, names.q));
    const key = turned(map(x.ref, names.k));
    const value = byHead(map(x, names.v));
    const mixed = nn
      .dotProductAttention(query, key, value, { isCausal: true })
      .reshape([rows, heads * headDim]);
    stream = stream.add(map(mixed, names.o));
    const y = norm(stream.ref, `model.layers.${layer}.post_attention_layernorm`);
    const gated = nn.silu(map(y.ref, names.gate)).mul(map(y, names.up));
    stream = stream.add(map(gated, names.down));
  }
  const logits = np
    .matmul(norm(stream, 'model.norm'), weight(table).transpose())
    .reshape([rows, vocabularySize]);
  const goals = nn.oneHot(inputs.targets.ref, vocabularySize);
  const picked = nn.logSoftmax(logits, -1).mul(goals).sum(-1);
  const loss = picked.mul(inputs.share.ref).sum().neg();
  for (const used of [trained, frozen, inputs]) tree.dispose(used);
  if (dModel !== heads * headDim) throw new Error('the reference model has square attention');
  return loss;
}

// A type and not an interface: trees of jax-js want an index signature.
type State = {
  weights: Arrays;
  first: Arrays;
  second: Arrays;
};

/** Adam on one tree; `corrections` are 1 / (1 - beta^t) of both moments. */
function adam(state: State, gradients: Arrays, corrections: np.Array): State {
  const [mean, deviation] = [corrections.ref.slice(0), corrections.slice(1)];
  const next: State = { weights: {}, first: {}, second: {} };
  for (const [name, gradient] of Object.entries(gradients)) {
    const first = (state.first[name] as np.Array).mul(BETA_1).add(gradient.ref.mul(1 - BETA_1));
    const second = (state.second[name] as np.Array).mul(BETA_2).add(np.square(gradient).mul(1 - BETA_2));
    const root = np.sqrt(second.ref.mul(deviation.ref)).add(EPSILON);
    const direction = first.ref.mul(mean.ref).div(root);
    next.weights[name] = (state.weights[name] as np.Array).sub(direction.mul(LEARNING_RATE));
    next.first[name] = first;
    next.second[name] = second;
  }
  mean.dispose();
  deviation.dispose();
  return next;
}

export async function openJax(method: MethodName): Promise<Contender> {
  await init('webgpu');
  defaultDevice('webgpu');
  const { frozen: base, trainable } = subjectOf(method);
  const frozen = upload(base);
  const half = config.headDim / 2;
  const table = ropeTable(size.sequenceLength, config.headDim, config.ropeTheta);
  const angles = (offset: number): np.Array => {
    const values = Float32Array.from({ length: size.sequenceLength * half }, (_, i) => {
      return table[Math.floor(i / half) * config.headDim + offset + (i % half)] as number;
    });
    return np.array(values).reshape([1, size.sequenceLength, 1, half]);
  };
  const whole = (list: Int32Array): np.Array => np.array(new Int32Array(list), { dtype: np.int32 });
  const inputs: Inputs = {
    tokens: whole(batch.tokens),
    targets: whole(batch.targets),
    share: np.array(
      batch.weights.map((value) => value / sumOfWeights(batch.weights)) as Float32Array<ArrayBuffer>,
    ),
    cosine: angles(0),
    sine: angles(half),
  };
  const zeros = (): Arrays =>
    Object.fromEntries([...trainable].map(([name, { shape }]) => [name, np.zeros([...shape])]));
  let state: State = { weights: upload(trainable), first: zeros(), second: zeros() };

  const jitted = jit((now: State, fixed: Arrays, given: Inputs, corrections: np.Array) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(now.weights), fixed, given);
    return { loss, state: adam(now, gradients as Arrays, corrections) };
  });
  let count = 0;
  return {
    step() {
      count++;
      const corrections = np.array([1 / (1 - BETA_1 ** count), 1 / (1 - BETA_2 ** count)]);
      const out = jitted(state as never, tree.ref(frozen), tree.ref(inputs), corrections) as unknown as {
        loss: np.Array;
        state: State;
      };
      state = out.state;
      const ready = blockUntilReady(tree.ref({ state: out.state, loss: out.loss.ref }));
      return {
        done: ready.then(async (held) => {
          tree.dispose(held);
          const [loss] = await out.loss.data();
          return loss ?? Number.NaN;
        }),
      };
    },
    dispose() {
      tree.dispose(state);
      tree.dispose(frozen);
      tree.dispose(inputs);
      jitted.dispose();
    },
  };
}
