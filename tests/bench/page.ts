/** @file The page of the benchmark: the command calls `bench` for each side, in one page and one session. */
import { type Gpu, openGpu } from '../../src/engine/webgpu/index.ts';
import type { MethodVariant } from '../../src/recipes/variants.ts';
import { type Contender, type Counts, type Prepared, prepare, type Times } from './contender.ts';
import { openJax } from './jax.ts';
import { type MethodFacts, openMethod } from './methods.ts';
import { openOurs } from './ours.ts';
import { type ProfileLine, profile } from './profile.ts';
import type { MethodName } from './subject.ts';
import type { Side } from './table.ts';
import { openTfjsContender } from './tfjs.ts';

export interface BenchApi {
  adapter(): Promise<{ name: string; software: boolean }>;
  /** Makes a side ready, warms it up and counts a step. */
  prepare(side: Side, method: MethodName): Promise<Counts>;
  /** One timed step of a side that is ready. Sides alternate, so that load on the machine affects all of them. */
  time(side: Side, method: MethodName): Promise<Times>;
  dispose(side: Side, method: MethodName): void;
  /** The same for a contender of the race on our engine. */
  prepareMethod(id: MethodVariant): Promise<Counts & MethodFacts>;
  timeMethod(id: MethodVariant): Promise<Times>;
  /** Time of each dispatch of our step; needs timestamps. */
  profile(method: MethodName): Promise<ProfileLine[]>;
}

const ready = new Map<string, Prepared>();

let opened: Promise<Gpu> | null = null;
const gpu = (): Promise<Gpu> => {
  opened ??= openGpu(navigator.gpu);
  return opened;
};

const open: Record<Side, (method: MethodName, device: Gpu) => Promise<Contender>> = {
  ours: (method, device) => openOurs(device, method),
  tfjs: (method) => openTfjsContender(method),
  'jax-js': (method) => openJax(method),
};

const api: BenchApi = {
  async adapter() {
    const { adapterName, info } = await gpu();
    const fallback = (info as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
    return { name: adapterName, software: fallback || /swiftshader|llvmpipe|software/i.test(adapterName) };
  },
  async prepare(side, method) {
    const device = await gpu();
    const prepared = await prepare(() => open[side](method, device));
    ready.set(`${side} ${method}`, prepared);
    return prepared.counts;
  },
  async time(side, method) {
    const prepared = ready.get(`${side} ${method}`);
    if (!prepared) throw new Error(`${side} is not ready`);
    return prepared.time();
  },
  dispose(side, method) {
    ready.get(`${side} ${method}`)?.dispose();
    ready.delete(`${side} ${method}`);
  },
  async prepareMethod(id) {
    const device = await gpu();
    let facts: MethodFacts | null = null;
    const prepared = await prepare(async () => {
      const opened = await openMethod(device, id);
      facts = opened.facts;
      return opened.contender;
    });
    ready.set(`method ${id}`, prepared);
    return { ...prepared.counts, ...(facts as unknown as MethodFacts) };
  },
  async timeMethod(id) {
    const prepared = ready.get(`method ${id}`);
    if (!prepared) throw new Error(`${id} is not ready`);
    return prepared.time();
  },
  async profile(method) {
    return profile(await gpu(), method);
  },
};

declare global {
  var bench: BenchApi;
}
globalThis.bench = api;
document.body.dataset.ready = 'true';
