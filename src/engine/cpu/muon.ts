/** @file Muon's part of an update on the CPU: momentum, then its Newton–Schulz graph as a program. */
import { muonScale, traceMuon } from '../muon.ts';
import { CpuProgram, type CpuRuntime } from './program.ts';
import { CpuTensors, type Shaped } from './tensors.ts';

export class CpuMuon {
  private readonly lookahead: CpuTensors;
  private readonly updates: CpuTensors;
  private readonly program: CpuProgram;
  private readonly factor: number;

  constructor(runtime: CpuRuntime, matrices: ReadonlyMap<string, Shaped>) {
    const { memory } = runtime;
    this.lookahead = new CpuTensors(memory, matrices);
    this.updates = new CpuTensors(memory, matrices);
    const { graph, updates, factor } = traceMuon(
      new Map([...matrices].map(([name, { shape }]) => [name, shape])),
    );
    this.factor = factor;
    const places = new Map([...updates].map(([name, tensor]) => [tensor, this.updates.arrays.get(name)]));
    this.program = new CpuProgram(runtime, {
      graph,
      results: [...updates.values()],
      place: (tensor) =>
        tensor.kind === 'parameter' ? this.lookahead.find(tensor.name) : (places.get(tensor) ?? null),
    });
  }

  /** v = momentum v + clip g; the orthogonal form of clip g + momentum v, to be multiplied by `factorOf`. */
  run(gradients: CpuTensors, first: CpuTensors, clip: number, momentum: number): CpuTensors {
    for (const [name, { f32: lookahead }] of this.lookahead.arrays) {
      const g = gradients.find(name)?.f32 as Float32Array;
      const v = first.find(name)?.f32 as Float32Array;
      for (let i = 0; i < lookahead.length; i++) {
        const clipped = clip * (g[i] as number);
        v[i] = momentum * (v[i] as number) + clipped;
        lookahead[i] = clipped + momentum * (v[i] as number);
      }
    }
    this.program.run();
    return this.updates;
  }

  factorOf(name: string): number {
    return this.factor * muonScale(this.updates.shapeOf(name));
  }

  dispose(): void {
    this.program.dispose();
    this.lookahead.dispose();
    this.updates.dispose();
  }
}
