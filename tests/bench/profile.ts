/** @file Profile of one step: every dispatch in a pass of its own between two timestamps. */
import { differentiate } from '../../src/engine/autodiff.ts';
import { byteLengthOf, type Node } from '../../src/engine/graph.ts';
import { traceLoss } from '../../src/engine/lossGraph.ts';
import { liveNodes } from '../../src/engine/plan.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import { ArenaWeights } from '../../src/engine/webgpu/arena.ts';
import { type Gpu, WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { type Dispatch, InputBlock, Program } from '../../src/engine/webgpu/program.ts';
import { batch, type MethodName, size, subjectOf } from './subject.ts';

export interface ProfileLine {
  /** The op, its layout if it has one, and the shape of its first output. */
  what: string;
  dispatches: number;
  milliseconds: number;
}

function describe({ op, attributes, outputs, inputs }: Node): string {
  const layout = typeof attributes.layout === 'string' ? ` ${attributes.layout}` : '';
  const from = inputs.slice(0, 2).map(({ shape }) => shape.join('x'));
  return `${op}${layout} ${from.join(', ')} -> ${outputs[0]?.shape.join('x')}`;
}

/** One step of the reference model, costliest first. */
export async function profile(gpu: Gpu, method: MethodName): Promise<ProfileLine[]> {
  const { model, frozen, trainable } = subjectOf(method);
  const loss = traceLoss(model, size.batchSize, size.sequenceLength, true);
  const targets = [...trainable.keys()]
    .map((name) => loss.graph.find(name))
    .filter((tensor) => tensor !== undefined);
  const gradients = differentiate(loss.graph, targets);
  const results = [loss.rows.loss, loss.rows.correct, ...gradients.values()];
  const weights = new ArenaWeights(gpu, new Map([...(frozen ?? []), ...trainable]), 'profiled');
  const rows = size.batchSize * size.sequenceLength;
  const inputs = new InputBlock(gpu, [
    ...['tokens', 'targets', 'weights'].map((name) => ({ name, bytes: rows * 4 })),
    ...['weightSum', 'draw'].map((name) => ({ name, bytes: 16 })),
  ]);
  for (const name of ['tokens', 'targets', 'weights'] as const) inputs.set(name, batch[name]);
  inputs.set('weightSum', [rows]);
  inputs.upload();
  const program = await Program.create(gpu, {
    graph: loss.graph,
    results,
    place: (tensor) =>
      tensor.kind === 'parameter'
        ? weights.layout.place(weights.buffer, tensor.name)
        : inputs.place(tensor.name, byteLengthOf(tensor)),
  });
  const { nodes } = liveNodes(loss.graph, results);
  const milliseconds = await timeDispatches(gpu, program.dispatches);
  const lines = new Map<string, ProfileLine>();
  nodes.forEach((node, i) => {
    const what = describe(node);
    const line = lines.get(what) ?? { what, dispatches: 0, milliseconds: 0 };
    line.dispatches++;
    line.milliseconds += milliseconds[i] ?? Number.NaN;
    lines.set(what, line);
  });
  program.dispose();
  inputs.dispose();
  weights.dispose();
  for (const line of await profileOptimizer(gpu, method)) lines.set(line.what, line);
  return [...lines.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

const OPTIMIZER = ['norm of the gradients', 'metrics and clip', 'AdamW'];

/** The last dispatches of a trainer; they are private to it, and only a profile may look. */
async function profileOptimizer(gpu: Gpu, method: MethodName): Promise<ProfileLine[]> {
  const { trainer, dispose } = await openTrainer(new WebGpuEngine(gpu), subjectOf(method), size);
  const { dispatches } = trainer as unknown as { dispatches: readonly Dispatch[] };
  const milliseconds = await timeDispatches(gpu, dispatches.slice(-OPTIMIZER.length));
  dispose();
  return OPTIMIZER.map((what, i) => ({ what, dispatches: 1, milliseconds: milliseconds[i] ?? Number.NaN }));
}

async function timeDispatches(gpu: Gpu, dispatches: readonly Dispatch[]): Promise<number[]> {
  const { device } = gpu;
  const count = dispatches.length;
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 * count });
  const resolved = gpu.createBuffer(
    16 * count,
    'timestamps',
    GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  );
  const replay = async (): Promise<number[]> => {
    const encoder = device.createCommandEncoder();
    dispatches.forEach(({ pipeline, bindGroup, workgroups }, i) => {
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 },
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
      pass.end();
    });
    encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
    gpu.submit(encoder);
    const times = new BigInt64Array(await gpu.read(resolved, 16 * count));
    return Array.from(
      { length: count },
      (_, i) => Number((times[2 * i + 1] ?? 0n) - (times[2 * i] ?? 0n)) / 1e6,
    );
  };
  await replay();
  const runs = [await replay(), await replay(), await replay()];
  gpu.destroyBuffer(resolved);
  querySet.destroy();
  // The least of three: whatever else the machine does only adds.
  return Array.from({ length: count }, (_, i) => Math.min(...runs.map((run) => run[i] ?? Number.NaN)));
}
