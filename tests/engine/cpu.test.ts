/** @file The reference engine against finite differences: every op by itself, then whole models, full and LoRA. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeCpu } from '../../src/engine/cpu/node.ts';
import type { LanguageModel, NamedTensors, Trainer } from '../../src/engine/engine.ts';
import { Graph, type Tensor } from '../../src/engine/graph.ts';
import {
  add,
  attention,
  bias,
  dropout,
  embedding,
  linear,
  matmul,
  prependRows,
  rmsNorm,
  rope,
  ropeTable,
  scaleColumns,
  swiGlu,
  takeRows,
} from '../../src/engine/ops/index.ts';
import { largestDifference, normOf } from '../../src/engine/testing/compare.ts';
import {
  BATCH_SIZE,
  randomBatch,
  randomTensors,
  SEQUENCE_LENGTH,
  settings,
} from '../../src/engine/testing/random.ts';
import { run } from '../../src/engine/testing/run.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import type { MethodSpec } from '../../src/peft/spec.ts';
import { loraSpec, otherMethods, subject } from '../../src/peft/testing/tiny.ts';

const engine = openNodeCpu();
const size = { batchSize: BATCH_SIZE, sequenceLength: SEQUENCE_LENGTH };
const ROWS = BATCH_SIZE * SEQUENCE_LENGTH;
const VOCABULARY = tinyConfig.vocabularySize;

beforeAll(async () => {
  // Compiles the module.
  const { model, trainable } = subject({ name: 'full' });
  const weights = engine.createWeights(trainable);
  (await engine.createDecoder({ model, weights: [weights] })).dispose();
  weights.dispose();
}, 120_000);
afterAll(() => engine.dispose());

const batch = randomBatch('differences');

/** The loss with these weights; leaves their gradients behind. */
async function evaluate(trainer: Trainer, at: NamedTensors): Promise<number> {
  trainer.weights.write(at);
  trainer.step(batch, settings(1, { learningRate: 0 }));
  return (await trainer.metrics())[0]!.loss;
}

/** Differences along the gradient of every parameter and along two of its numbers. */
async function expectGradients(trainer: Trainer, trainable: NamedTensors): Promise<void> {
  await evaluate(trainer, trainable);
  const gradients = await trainer.gradients();
  const epsilon = 2e-3;
  for (const [name, { shape, data }] of trainable) {
    const gradient = gradients.get(name)!.data;
    const scale = normOf(gradient);
    expect(scale, `${name} has a gradient`).toBeGreaterThan(0);
    const directions = [
      gradient.map((g) => g / scale),
      ...[0.1, 0.6].map((share) =>
        new Float32Array(data.length).fill(
          1,
          Math.floor(share * data.length),
          Math.floor(share * data.length) + 1,
        ),
      ),
    ];
    for (const direction of directions) {
      const moved = async (by: number) =>
        evaluate(
          trainer,
          new Map([...trainable, [name, { shape, data: data.map((x, i) => x + by * direction[i]!) }]]),
        );
      // The five-point rule: the loss of these small models curves so much that two points are not enough.
      const near = (await moved(epsilon)) - (await moved(-epsilon));
      const far = (await moved(2 * epsilon)) - (await moved(-2 * epsilon));
      const measured = (8 * near - far) / (12 * epsilon);
      const expected = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      expect(Math.abs(measured - expected), `${name}: ${measured} against ${expected}`).toBeLessThan(
        2e-3 * Math.max(scale, 0.05),
      );
    }
  }
}

/** A model of one op: parameters in, logits [rows, vocabulary] out. */
function modelOf(logits: (graph: Graph, tokens: Tensor, step: Tensor) => Tensor): LanguageModel {
  return {
    vocabularySize: VOCABULARY,
    contextLength: SEQUENCE_LENGTH,
    traceSequences: () => {
      const graph = new Graph();
      const tokens = graph.input('tokens', [ROWS], 'i32');
      const draw = graph.input('draw', [1], 'i32');
      return { graph, tokens, draw, logits: logits(graph, tokens, draw) };
    },
    traceStep: () => {
      throw new Error('not generated from');
    },
  };
}

const WIDTH = 12;
const head = (graph: Graph, x: Tensor) =>
  linear(graph, x, graph.parameter('head', [VOCABULARY, x.shape[1]!]));
const ops: Record<string, (graph: Graph, tokens: Tensor, step: Tensor) => Tensor> = {
  embedding: (g, tokens) => head(g, embedding(g, g.parameter('table', [VOCABULARY, WIDTH]), tokens)),
  'embedding, tied': (g, tokens) => {
    const table = g.parameter('table', [VOCABULARY, WIDTH]);
    return linear(g, embedding(g, table, tokens), table);
  },
  add: (g) =>
    head(
      g,
      add(
        g,
        g.parameter('a', [ROWS, WIDTH]),
        linear(g, g.parameter('b', [ROWS, 2]), g.parameter('c', [WIDTH, 2])),
      ),
    ),
  rmsNorm: (g) => {
    const x = g.parameter('x', [ROWS, WIDTH]);
    return head(g, add(g, x, rmsNorm(g, x, g.parameter('weight', [WIDTH]), 1e-5)));
  },
  swiGlu: (g) => head(g, swiGlu(g, g.parameter('gate', [ROWS, 11]), g.parameter('up', [ROWS, 11]))),
  ...Object.fromEntries(
    (['none', 'tanh', 'gelu', 'relu'] as const).map((activation): [string, (g: Graph) => Tensor] => [
      `bias, ${activation}`,
      (g) => {
        const x = linear(g, g.parameter('x', [ROWS, 3]), g.parameter('w', [7, 3]));
        return head(
          g,
          bias(g, x, g.parameter('b', [7]), { activation, residual: g.parameter('c', [ROWS, 7]) }),
        );
      },
    ]),
  ),
  scaleColumns: (g) => head(g, scaleColumns(g, g.parameter('x', [ROWS, 7]), g.parameter('s', [7, 1]))),
  'prependRows and takeRows': (g) => {
    const front = g.parameter('front', [2, 11]);
    const x = g.parameter('x', [ROWS - BATCH_SIZE, 5]);
    const long = add(g, prependRows(g, front, x, BATCH_SIZE, 0), prependRows(g, front, x, BATCH_SIZE, 6));
    return head(g, takeRows(g, long, BATCH_SIZE, 1));
  },
  dropout: (g, _, step) => head(g, dropout(g, g.parameter('x', [ROWS, WIDTH]), step, 0.4, 3)),
  rope: (g) => {
    const table = g.constant('angles', [SEQUENCE_LENGTH, 4], ropeTable(SEQUENCE_LENGTH, 4, 10));
    const positions = g.constant(
      'places',
      [ROWS],
      Int32Array.from({ length: ROWS }, (_, i) => i % SEQUENCE_LENGTH),
    );
    const [q, k] = rope(g, g.parameter('q', [ROWS, 8]), g.parameter('k', [ROWS, 8]), table, positions, 4);
    return head(g, swiGlu(g, q, k));
  },
  'attention, heads of 4': (g) => {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => g.parameter(name, [ROWS, 8])) as [Tensor, Tensor, Tensor];
    return head(g, attention(g, q, k, v, { ...size, heads: 2, headDim: 4 }));
  },
  ...Object.fromEntries(
    [1, 6].map((prefixLength): [string, (g: Graph) => Tensor] => [
      `attention behind a prefix of ${prefixLength}`,
      (g) => {
        const keys = [BATCH_SIZE * (prefixLength + SEQUENCE_LENGTH), 8];
        const [k, v] = [g.parameter('k', keys), g.parameter('v', keys)];
        const shape = { ...size, heads: 2, headDim: 4, prefixLength };
        return head(g, attention(g, g.parameter('q', [ROWS, 8]), k, v, shape));
      },
    ]),
  ),
  'attention, one sequence of 15, heads of 12': (g) => {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => g.parameter(name, [ROWS, 12])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return head(g, attention(g, q, k, v, { batchSize: 1, sequenceLength: ROWS, heads: 1, headDim: 12 }));
  },
  ...Object.fromEntries(
    [3, 17, 261].map((k): [string, (g: Graph) => Tensor] => [
      `matmul, depth ${k}`,
      (g) => {
        // Small, so that sums over the depth stay where the loss is smooth.
        const p = (name: string, shape: number[]) => g.parameter(name, shape);
        const c = matmul(
          g,
          'nn',
          [
            { a: p('a', [ROWS, k]), b: p('b', [k, VOCABULARY]), scale: 0.1 },
            { a: p('a2', [ROWS, 2]), b: p('b2', [2, VOCABULARY]), scale: -0.5 },
          ],
          p('c', [ROWS, VOCABULARY]),
        );
        const d = matmul(g, 'nt', [{ a: p('d', [ROWS, k]), b: p('e', [VOCABULARY, k]), scale: 0.1 }], c);
        return matmul(g, 'tn', [{ a: p('f', [k, ROWS]), b: p('h', [k, VOCABULARY]), scale: 0.1 }], d);
      },
    ]),
  ),
};

describe('gradients of single ops', () => {
  it.each(Object.keys(ops))('%s', async (name) => {
    const model = modelOf(ops[name]!);
    const { graph } = model.traceSequences(BATCH_SIZE, SEQUENCE_LENGTH, true);
    const trainable = randomTensors(
      graph.parameters.map((tensor) => [tensor.name, tensor.shape] as const),
      name,
    );
    const trainer = await engine.createTrainer({ model, ...size, frozen: null, trainable });
    await expectGradients(trainer, trainable);
    trainer.dispose();
  });
});

const methods: [string, MethodSpec][] = [
  ['full', { name: 'full' }],
  ...otherMethods,
  ['LoRA', loraSpec()],
  ['LoRA on the residual of PiSSA', loraSpec({ init: 'pissa', rslora: true })],
  ['LoRA on a base of 8 bits', loraSpec({ quantization: 'int8' })],
  ['LoRA on a base of 4 bits', loraSpec({ quantization: 'nf4' })],
  [
    'LoRA of rank 1 everywhere, with dropout',
    loraSpec({ r: 1, loraAlpha: 1, targets: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'], dropout: 0.3 }),
  ],
];

describe.each(methods)('whole models: %s', (_, spec) => {
  const open = async () => {
    const { model, frozen, packed, trainable } = subject(spec);
    const base = frozen && engine.createWeights(frozen, packed ? { packed } : {});
    const trainer = await engine.createTrainer({ model, ...size, frozen: base, trainable });
    return { trainer, trainable, base };
  };

  it('has the gradients of finite differences', async () => {
    const { trainer, trainable, base } = await open();
    await expectGradients(trainer, trainable);
    trainer.dispose();
    base?.dispose();
  });

  it('learns: twenty steps lower the loss', async () => {
    const { trainer, base } = await open();
    for (let step = 1; step <= 20; step++) trainer.step(batch, settings(step, { learningRate: 0.02 }));
    const metrics = await trainer.metrics();
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(metrics.at(-1)!.loss).toBeLessThan(0.8 * metrics[0]!.loss);
    trainer.dispose();
    base?.dispose();
  });
});

describe('trainer', () => {
  const open = () => {
    const { model, trainable } = subject({ name: 'full' });
    return engine.createTrainer({ model, ...size, frozen: null, trainable });
  };
  const train = (trainer: Trainer, from: number, to: number) => {
    for (let step = from; step <= to; step++) trainer.step(randomBatch(`${step}`), settings(step));
  };

  it('puts weights and moments back bit by bit', async () => {
    const trainer = await open();
    train(trainer, 1, 3);
    trainer.save();
    train(trainer, 4, 6);
    const first = await trainer.weights.read();
    trainer.restore();
    train(trainer, 4, 6);
    expect(await trainer.weights.read()).toEqual(first);
    trainer.dispose();
  });

  it('gives all its memory back', async () => {
    const before = engine.allocatedBytes;
    const trainer = await open();
    trainer.save();
    train(trainer, 1, 1);
    expect(trainer.facts.deviceBytes).toBeGreaterThan(12 * trainer.facts.trainableParameters);
    trainer.dispose();
    trainer.dispose();
    // What kernels share as scratch stays.
    expect(engine.allocatedBytes - before).toBeLessThan(70_000);
    const allocated = engine.allocatedBytes;
    (await open()).dispose();
    expect(engine.allocatedBytes).toBe(allocated);
  });

  it('refuses to train a parameter that the model has not', async () => {
    const { model } = subject({ name: 'full' });
    const trainable = new Map([['model.nothing', { shape: [1], data: new Float32Array(1) }]]);
    await expect(engine.createTrainer({ model, ...size, frozen: null, trainable })).rejects.toThrow(
      /no parameter/,
    );
  });
});

it('drops by seed and by step: the same masks for the same seed, others for another', async () => {
  const losses = async (seed: number) => {
    const make = subject(loraSpec({ dropout: 0.5 }));
    const options = { steps: 3, batch: () => randomBatch('same'), settings: { seed, learningRate: 0 } };
    return (await run(engine, make, options)).metrics.map(({ loss }) => loss);
  };
  const first = await losses(1);
  expect(await losses(1)).toEqual(first);
  // Weights do not change and the batch is the same: only masks differ, from step to step and from seed to seed.
  expect(new Set([...first, ...(await losses(2)), ...(await losses(42))]).size).toBe(9);
});

it('generates what whole sequences score', async () => {
  const { model, trainable } = subject({ name: 'full' });
  const weights = engine.createWeights(trainable);
  const scorer = await engine.createScorer({ model, batchSize: 1, sequenceLength: 7, weights: [weights] });
  const decoder = await engine.createDecoder({ model, weights: [weights] });
  const tokens = [3, 1, 4, 1, 5, 9, 2];
  const all = await scorer.logits(Int32Array.from(tokens));
  await decoder.feed(tokens.slice(0, 3));
  for (let i = 3; i < tokens.length; i++) {
    const logits = await decoder.feed([tokens[i]!]);
    expect(largestDifference(logits, all.slice(i * VOCABULARY, (i + 1) * VOCABULARY))).toBeLessThan(1e-5);
  }
  decoder.reset();
  const first = await decoder.feed([3]);
  expect(largestDifference(first, all.slice(0, VOCABULARY))).toBeLessThan(1e-5);
  await expect(decoder.feed([])).rejects.toThrow(RangeError);
  await expect(decoder.feed(Array(16).fill(1))).rejects.toThrow(/context holds 16/);
  for (const held of [scorer, decoder, weights]) held.dispose();
});
