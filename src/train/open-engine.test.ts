/** @file Which engine is selected, on machines of every kind. */
import { describe, expect, it } from 'vitest';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { Engine } from '../engine/engine.ts';
import { NoGpuError } from '../engine/webgpu/index.ts';
import { type EngineOpeners, openEngine } from './open-engine.ts';
import type { DeviceInfo, EngineRace } from './protocol.ts';
import { agree, type Lap, raceSteps } from './race.ts';

type Backend = NonNullable<DeviceInfo['backend']>;

/** A machine on which the named backends start; times are those of a race, 'fails' breaks in it. */
class Machine implements EngineOpeners {
  readonly version = 'lesson 1, browser 1';
  readonly opened: Backend[] = [];
  readonly disposed: Backend[] = [];
  races = 0;
  private readonly parts: Partial<
    Record<Backend, { adapter: string; software?: boolean; step?: number | 'fails'; loss?: number }>
  >;

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
      software: part.software ?? false,
      dispose: () => this.disposed.push(backend),
    } as unknown as Engine;
  }

  async race({ backend }: Engine): Promise<Lap> {
    this.races++;
    const { step, loss = 6.5 } = this.parts[backend as Backend] ?? {};
    if (typeof step !== 'number') throw new Error('a shader does not compile');
    return { milliseconds: step, steps: [{ loss, gradientNorm: 1 }] };
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
    const machine = new Machine({
      webgpu: { adapter: 'google swiftshader', software: true, step: 1 },
      cpu: CPU,
    });
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
      webgpu: { adapter: 'google swiftshader', software: true },
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

  it('passes over a GPU that trains other than the CPU engine, however fast, and reports no race with it', async () => {
    const machine = new Machine({ webgpu: { adapter: 'odd', step: 1, loss: 6.6 }, cpu: CPU });
    const { device } = await openEngine('auto', null, machine);
    expect(outcomes(device)).toEqual([
      ['webgpu', 'wrong'],
      ['cpu', null],
    ]);
    expect([device.reason, device.race]).toEqual(['wrong', null]);
    expect(machine.disposed).toEqual(['webgpu']);
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
  const storedRace = async () =>
    (await openEngine('auto', null, new Machine(parts))).device.race as EngineRace;

  it('is taken over without another', async () => {
    const machine = new Machine(parts);
    const { device } = await openEngine('auto', { ...(await storedRace()), webgpu: 7 }, machine);
    expect([device.backend, machine.races]).toEqual(['webgpu', 0]);
    expect(device.race?.webgpu).toBe(7);
  });

  it('says nothing of another adapter', async () => {
    const machine = new Machine({ ...parts, webgpu: { adapter: 'amd rdna-2', step: 50 } });
    const { device } = await openEngine('auto', { ...(await storedRace()), webgpu: 7 }, machine);
    expect([device.backend, machine.races]).toEqual(['cpu', 2]);
  });
});

describe('a choice of the reader’s', () => {
  it('is taken without a race, a GPU imitated in software too', async () => {
    const machine = new Machine({ webgpu: { adapter: 'google swiftshader', software: true }, cpu: CPU });
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
    const { milliseconds, steps } = await raceSteps(engine);
    const held = engine.allocatedBytes;
    expect(milliseconds).toBeGreaterThan(1);
    expect(steps.length).toBeGreaterThan(1);
    await raceSteps(engine);
    expect(engine.allocatedBytes).toBe(held);
  });
});

describe('a GPU asked for by name', () => {
  const odd = { webgpu: { adapter: 'odd', step: 1, loss: 6.6 }, cpu: CPU };

  it.each([
    ['trains wrongly', odd, 'wrong'],
    ['fails', { webgpu: { adapter: 'odd', step: 'fails' }, cpu: CPU }, 'failed'],
  ] as const)('is passed over where it %s', async (_, parts, reason) => {
    const machine = new Machine(parts);
    const { device } = await openEngine('webgpu', null, machine);
    expect(outcomes(device)).toEqual([
      ['webgpu', reason],
      ['cpu', null],
    ]);
    expect(device.reason).toBe(reason);
    expect(machine.disposed).toContain('webgpu');
  });

  it.each([
    ['trains right', { webgpu: { adapter: 'intel gen-12', step: 90 }, cpu: CPU }],
    ['has nothing to be compared with', { webgpu: odd.webgpu }],
    [
      'is imitated in software',
      { webgpu: { adapter: 'google swiftshader', software: true, step: 'fails' }, cpu: CPU },
    ],
  ] as const)('is taken where it %s', async (_, parts) => {
    const { device } = await openEngine('webgpu', null, new Machine(parts));
    expect([device.backend, device.reason]).toEqual(['webgpu', 'requested']);
  });
});

describe('two laps', () => {
  const lap = (...steps: [loss: number, gradientNorm: number][]): Lap => ({
    milliseconds: 1,
    steps: steps.map(([loss, gradientNorm]) => ({ loss, gradientNorm })),
  });

  it.each([
    [true, lap([6.5, 1.5], [6.2, 1.2]), lap([6.50001, 1.5001], [6.2, 1.2])],
    [true, lap([6.5, 1.5], [6.2, 1.2]), lap([6.5, 1.5], [6.2, 1.2], [6, 1])],
    [false, lap([6.5, 1.5]), lap([6.51, 1.5])],
    [false, lap([6.5, 1.5]), lap([6.5, 1.6])],
    [false, lap([6.5, 1.5], [6.2, 1.2]), lap([6.5, 1.5], [6.3, 1.2])],
    [false, lap([6.5, Number.NaN]), lap([6.5, 1.5])],
  ])('agree: %s', (expected, one, other) => {
    expect(agree(one, other)).toBe(expected);
  });
});
