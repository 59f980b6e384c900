/**
 * @file Selects an engine. The reader's choice is tried first; an engine that fails is reported and passed over, and so is a
 * GPU whose training steps differ from the CPU engine's. Without a choice a GPU and the CPU engine are timed on some
 * steps, except that a GPU emulated in software never beats the CPU engine; tfjs is the last resort.
 */
import { openBrowserCpu } from '../engine/cpu/browser.ts';
import type { Engine } from '../engine/engine.ts';
import { NoGpuError, openGpu, WebGpuEngine } from '../engine/webgpu/index.ts';
import type { BackendPreference, DeviceInfo, EngineRace, EngineTrial } from './protocol.ts';
import { agree, type Lap, raceSteps } from './race.ts';

interface OpenedEngine {
  engine: Engine | null;
  device: DeviceInfo;
}

type Backend = Exclude<BackendPreference, 'auto'>;

/** How engines are opened and timed; tests substitute their own. */
export interface EngineOpeners {
  /** Throws where the backend does not start. */
  open(backend: Backend): Promise<Engine>;
  /** Times training steps, `mostSteps` or as many as fit the time limit. Throws what the engine throws. */
  race(engine: Engine, mostSteps?: number): Promise<Lap>;
  /** Of lesson and browser: a race under another version does not count. */
  version: string;
}

const OPENERS: EngineOpeners = {
  async open(backend) {
    if (backend === 'webgpu') return new WebGpuEngine(await openGpu(globalThis.navigator?.gpu));
    if (backend === 'cpu') return openBrowserCpu();
    const { openTfjs } = await import('../engine/tfjs/index.ts');
    return openTfjs(backend.slice('tfjs-'.length) as Parameters<typeof openTfjs>[0]);
  },
  race: raceSteps,
  version: `${import.meta.env?.VITE_LESSON_VERSION ?? ''} ${globalThis.navigator?.userAgent ?? ''}`,
};

/** Where neither WebGPU nor the CPU engine runs; WASM without SIMD is still faster than a WebGL emulated in software. */
const LAST_RESORTS: readonly Backend[] = ['tfjs-wasm', 'tfjs-webgl', 'tfjs-cpu'];

interface Candidate {
  engine: Engine;
  trial: EngineTrial;
}

/** @param known what an earlier race measured, taken over if it was between the same two in the same browser. */
export async function openEngine(
  preference: BackendPreference,
  known: EngineRace | null = null,
  doors: EngineOpeners = OPENERS,
): Promise<OpenedEngine> {
  const trials: EngineTrial[] = [];
  const tried = async (backend: Backend): Promise<Candidate | null> => {
    try {
      const engine = await doors.open(backend);
      const { adapter, software } = engine;
      const trial = { backend, adapter, software, milliseconds: null, passedOver: null };
      trials.push(trial);
      return { engine, trial };
    } catch (error) {
      const passedOver = error instanceof NoGpuError ? error.reason : 'failed';
      trials.push({ backend, adapter: '', software: false, milliseconds: null, passedOver });
      return null;
    }
  };
  const take = (candidate: Candidate, race: EngineRace | null = null): OpenedEngine => ({
    engine: candidate.engine,
    device: { ...deviceOf(candidate.trial), reason: trials[0]?.passedOver ?? null, trials, race },
  });

  if (preference !== 'auto') {
    const wanted = await tried(preference);
    if (wanted) wanted.trial.passedOver = await faultOf(wanted, doors);
    if (wanted && !wanted.trial.passedOver)
      return { ...take(wanted), device: { ...take(wanted).device, reason: 'requested' } };
    wanted?.engine.dispose();
  }
  const open = async (backend: Backend) => (backend === preference ? null : tried(backend));
  const [gpu, cpu] = [await open('webgpu'), await open('cpu')];
  if (gpu && cpu) {
    const race = gpu.trial.software ? null : await decide(gpu, cpu, known, doors);
    if (gpu.trial.software) gpu.trial.passedOver = 'software';
    const [winner, loser] = gpu.trial.passedOver ? [cpu, gpu] : [gpu, cpu];
    loser.trial.passedOver ??= 'slower';
    loser.engine.dispose();
    return take(winner, race);
  }
  const one = gpu ?? cpu;
  if (one) return take(one);
  for (const backend of LAST_RESORTS) {
    const last = await open(backend);
    if (last) return take(last);
  }
  const reason = trials.find(({ backend }) => backend === 'webgpu')?.passedOver ?? null;
  return {
    engine: null,
    device: { backend: null, adapter: '', software: false, reason, trials, race: null },
  };
}

function deviceOf({ backend, adapter, software }: EngineTrial) {
  return { backend, adapter, software };
}

/**
 * Why a requested GPU is not used: its two steps fail, or differ from the CPU engine's. Only a
 * GPU is checked: the others, one emulated in software among them, do not depend on a driver.
 */
async function faultOf(
  { engine, trial }: Candidate,
  doors: EngineOpeners,
): Promise<EngineTrial['passedOver']> {
  if (trial.backend !== 'webgpu' || trial.software) return null;
  const theirs = await doors.race(engine, 1).catch(() => null);
  if (!theirs) return 'failed';
  const cpu = await doors.open('cpu').catch(() => null);
  if (!cpu) return null;
  const ours = await doors.race(cpu, 1).catch(() => null);
  cpu.dispose();
  return ours && !agree(theirs, ours) ? 'wrong' : null;
}

/** Records both times, and why the slower or failing one is passed over. */
async function decide(
  gpu: Candidate,
  cpu: Candidate,
  known: EngineRace | null,
  doors: EngineOpeners,
): Promise<EngineRace | null> {
  const key = [doors.version, gpu.engine.adapter, cpu.engine.adapter].join(' | ');
  if (known?.key === key) {
    gpu.trial.milliseconds = known.webgpu;
    cpu.trial.milliseconds = known.cpu;
  } else {
    const ours = await doors.race(cpu.engine).catch(() => null);
    const theirs = await doors.race(gpu.engine).catch(() => null);
    cpu.trial.milliseconds = ours?.milliseconds ?? null;
    gpu.trial.milliseconds = theirs?.milliseconds ?? null;
    if (ours && theirs && !agree(theirs, ours)) {
      gpu.trial.passedOver = 'wrong';
      return null;
    }
  }
  const [webgpu, ours] = [gpu.trial.milliseconds, cpu.trial.milliseconds];
  if (webgpu === null) gpu.trial.passedOver = 'failed';
  else if (ours === null) cpu.trial.passedOver = 'failed';
  else (webgpu <= ours ? cpu : gpu).trial.passedOver = 'slower';
  return webgpu !== null && ours !== null ? { key, webgpu, cpu: ours } : null;
}
