/** @file Which engine is taken, on machines of every kind. */
import { describe, expect, it } from 'vitest';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { Engine } from '../engine/engine.ts';
import { NoGpuError } from '../engine/webgpu/index.ts';
import { type EngineDoors, openEngine } from './open-engine.ts';
import type { DeviceInfo, EngineRace } from './protocol.ts';
import { raceStep } from './race.ts';

type Backend = NonNullable<DeviceInfo['backend']>;

/** A machine on which the named backends start; times are those of a race, 'fails' breaks in it. */
class Machine implements EngineDoors {
  readonly version = 'lesson 1, browser 1';
  readonly opened: Backend[] = [];
  readonly disposed: Backend[] = [];
  races = 0;
  private readonly parts: Partial<Record<Backend, { adapter: string; step?: number | 'fails' }>>;

  constructor(parts: Machine['parts']) {
    this.parts = parts;
  }

  async open(backend: Backend): Promise<Engine> {
    this.opened.push(backend);
    const part = this.parts[backend];
    if (!part && backend === 'webgpu') throw new NoGpuError('noAdapter', '');
    if (!part) throw new Error('not here');
    return {
      backend,
      adapter: part.adapter,
      dispose: () => this.disposed.push(backend),
    } as unknown as Engine;
  }

  async race({ backend }: Engine): Promise<number> {
    this.races++;
    const step = this.parts[backend as Backend]?.step;
    if (typeof step !== 'number') throw new Error('a shader does not compile');
    return step;
  }
}

const outcomes = ({ trials }: DeviceInfo) => trials.map(({ backend, passedOver }) => [backend, passedOver]);
const CPU = { adapter: 'SIMD', step: 30 };

describe('without a choice', () => {
  it('takes the faster of GPU and CPU engine, and tells both times', async () => {
    for (const [step, taken] of [
      [5, 'webgpu'],
      [90, 'cpu'],
    ] as const) {
      const machine = new Machine({ webgpu: { adapter: 'intel gen-12', step }, cpu: CPU });
      const { engine, device } = await openEngine('auto', null, machine);
      expect(engine?.backend).toBe(taken);
      expect(device.backend).toBe(taken);
      expect(device.trials.map(({ milliseconds }) => milliseconds)).toEqual([step, 30]);
      expect(machine.disposed).toEqual([taken === 'cpu' ? 'webgpu' : 'cpu']);
      expect(device.race).toMatchObject({ webgpu: step, cpu: 30 });
    }
  });

  it('never takes a GPU imitated in software, and does not wait for it', async () => {
    const machine = new Machine({ webgpu: { adapter: 'google swiftshader', step: 1 }, cpu: CPU });
    const { device } = await openEngine('auto', null, machine);
    expect(outcomes(device)).toEqual([
      ['webgpu', 'software'],
      ['cpu', null],
    ]);
    expect(device.trials[0]?.software).toBe(true);
    expect([device.software, device.reason, machine.races]).toEqual([false, 'software', 0]);
  });

  it('takes that one all the same where WebAssembly has no SIMD', async () => {
    const machine = new Machine({
      webgpu: { adapter: 'google swiftshader' },
      'tfjs-wasm': { adapter: 'WASM' },
    });
    const { device } = await openEngine('auto', null, machine);
    expect([device.backend, device.software]).toEqual(['webgpu', true]);
  });

  it('passes over a GPU that fails in the race', async () => {
    const machine = new Machine({ webgpu: { adapter: 'odd', step: 'fails' }, cpu: CPU });
    const { device } = await openEngine('auto', null, machine);
    expect(outcomes(device)).toEqual([
      ['webgpu', 'failed'],
      ['cpu', null],
    ]);
    expect([device.reason, device.race]).toEqual(['failed', null]);
  });

  it('takes the CPU engine where there is no GPU, and tfjs where there is no SIMD either', async () => {
    const bare = await openEngine('auto', null, new Machine({ cpu: CPU }));
    expect([bare.device.backend, bare.device.reason]).toEqual(['cpu', 'noAdapter']);
    const old = new Machine({ 'tfjs-webgl': { adapter: 'WebGL' }, 'tfjs-cpu': { adapter: 'JavaScript' } });
    expect((await openEngine('auto', null, old)).device.backend).toBe('tfjs-webgl');
    const { engine, device } = await openEngine('auto', null, new Machine({}));
    expect([engine, device.backend, device.reason]).toEqual([null, null, 'noAdapter']);
    expect(device.trials).toHaveLength(5);
  });
});

describe('what an earlier race measured', () => {
  const parts = { webgpu: { adapter: 'intel gen-12', step: 50 }, cpu: CPU };
  const kept = async () => (await openEngine('auto', null, new Machine(parts))).device.race as EngineRace;

  it('is taken over without another', async () => {
    const machine = new Machine(parts);
    const { device } = await openEngine('auto', { ...(await kept()), webgpu: 7 }, machine);
    expect([device.backend, machine.races]).toEqual(['webgpu', 0]);
    expect(device.race?.webgpu).toBe(7);
  });

  it('says nothing of another adapter', async () => {
    const machine = new Machine({ ...parts, webgpu: { adapter: 'amd rdna-2', step: 50 } });
    const { device } = await openEngine('auto', { ...(await kept()), webgpu: 7 }, machine);
    expect([device.backend, machine.races]).toEqual(['cpu', 2]);
  });
});

describe('a choice of the reader’s', () => {
  it('is taken without a race, a GPU imitated in software too', async () => {
    const machine = new Machine({ webgpu: { adapter: 'google swiftshader' }, cpu: CPU });
    const { device } = await openEngine('webgpu', null, machine);
    expect([device.backend, device.software, device.reason]).toEqual(['webgpu', true, 'requested']);
    expect([machine.opened, machine.races]).toEqual([['webgpu'], 0]);
  });

  it('is named and passed over where it fails', async () => {
    const machine = new Machine({ cpu: CPU });
    const { device } = await openEngine('tfjs-webgl', null, machine);
    expect(outcomes(device)).toEqual([
      ['tfjs-webgl', 'failed'],
      ['webgpu', 'noAdapter'],
      ['cpu', null],
    ]);
    expect(device.reason).toBe('failed');
  });
});

describe('the step of a race', () => {
  it('takes time and leaves nothing behind', async () => {
    const engine = openNodeCpu();
    const milliseconds = await raceStep(engine);
    const held = engine.allocatedBytes;
    expect(milliseconds).toBeGreaterThan(1);
    await raceStep(engine);
    expect(engine.allocatedBytes).toBe(held);
  });
});
