/** @file Replays a graph on the GPU with values of one's own: what the tests of single ops compute with. */
import type { NamedTensors } from '../engine.ts';
import { type Graph, sizeOf, type Tensor } from '../graph.ts';
import { ArenaWeights, type Place } from '../webgpu/arena.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import { encodeDispatches, InputBlock, Program } from '../webgpu/program.ts';

export class OpRunner {
  private readonly gpu: Gpu;
  private readonly program: Program;
  private readonly parameters: ArenaWeights;
  private readonly inputs: InputBlock;
  private readonly results: readonly Tensor[];

  private constructor(
    gpu: Gpu,
    program: Program,
    parameters: ArenaWeights,
    inputs: InputBlock,
    results: readonly Tensor[],
  ) {
    this.gpu = gpu;
    this.program = program;
    this.parameters = parameters;
    this.inputs = inputs;
    this.results = results;
  }

  static async create(
    gpu: Gpu,
    graph: Graph,
    results: readonly Tensor[],
    values: NamedTensors,
  ): Promise<OpRunner> {
    const parameters = new ArenaWeights(gpu, values, 'values');
    const sections = graph.tensors
      .filter(({ kind }) => kind === 'input')
      .map(({ name, shape }) => ({ name, bytes: 4 * sizeOf(shape) }));
    const inputs = new InputBlock(gpu, sections.length > 0 ? sections : [{ name: 'none', bytes: 16 }]);
    const place = (tensor: Tensor): Place | null =>
      tensor.kind === 'parameter'
        ? parameters.layout.place(parameters.buffer, tensor.name)
        : inputs.place(tensor.name, 4 * sizeOf(tensor.shape));
    const program = await Program.create(gpu, { graph, results, place });
    return new OpRunner(gpu, program, parameters, inputs, results);
  }

  get dispatches(): number {
    return this.program.dispatches.length;
  }

  setInput(name: string, values: Int32Array | Float32Array): void {
    this.inputs.set(name, values);
  }

  setParameter(name: string, shape: readonly number[], data: Float32Array): void {
    this.parameters.write(new Map([[name, { shape, data }]]));
  }

  /** One replay; the results in the order asked for. */
  async run(): Promise<Float32Array[]> {
    this.inputs.upload();
    const encoder = this.gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, this.program.dispatches);
    pass.end();
    this.gpu.submit(encoder);
    return Promise.all(
      this.results.map(async (tensor) => {
        const { buffer, offset } = this.program.placeOf(tensor);
        return new Float32Array(await this.gpu.read(buffer, 4 * sizeOf(tensor.shape), offset));
      }),
    );
  }

  dispose(): void {
    this.program.dispose();
    this.parameters.dispose();
    this.inputs.dispose();
  }
}
