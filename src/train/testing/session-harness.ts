/** @file A session for tests: posts commands, records every event, waits for a wanted one. */
import type { CpuEngine } from '../../engine/cpu/index.ts';
import { openNodeCpu } from '../../engine/cpu/node.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ModelFiles, WorkerCommand, WorkerEvent } from '../protocol.ts';
import { Session } from '../session.ts';
import type { RunSpec } from '../spec.ts';
import { tinyModelFiles } from './tiny-model.ts';

export type EventOf<Type extends WorkerEvent['type']> = Extract<WorkerEvent, { type: Type }>;

export class SessionHarness {
  readonly events: WorkerEvent[] = [];
  readonly session: Session;
  private readonly waiters: { matches: (event: WorkerEvent) => boolean; settle: () => void }[] = [];

  constructor(engine: Engine | null) {
    this.session = new Session(
      (event) => {
        this.events.push(event);
        for (const waiter of this.waiters.filter(({ matches }) => matches(event))) {
          this.waiters.splice(this.waiters.indexOf(waiter), 1);
          waiter.settle();
        }
      },
      async () => ({
        engine,
        device: {
          backend: engine ? 'webgpu' : null,
          adapter: engine?.adapter ?? '',
          software: true,
          reason: engine ? null : 'noAdapter',
          trials: [],
          race: null,
        },
      }),
    );
  }

  static async open(engine: Engine, files: ModelFiles): Promise<SessionHarness> {
    const harness = new SessionHarness(engine);
    await harness.send({ type: 'open', backend: 'auto', baseUrl: 'http://localhost/' });
    await harness.send({ type: 'loadModel', model: 'lesson7-zh', files });
    return harness;
  }

  send(command: WorkerCommand): Promise<void> {
    return this.session.handle(command);
  }

  of<Type extends WorkerEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** The next event that matches, from now on. */
  next(matches: (event: WorkerEvent) => boolean): Promise<void> {
    return new Promise((settle) => this.waiters.push({ matches, settle }));
  }

  state(groupId: string, state: EventOf<'groupState'>['state']): Promise<void> {
    return this.next(
      (event) => event.type === 'groupState' && event.groupId === groupId && event.state === state,
    );
  }

  losses(runId: string): number[] {
    return this.of('steps')
      .filter((event) => event.runId === runId)
      .flatMap(({ points }) => points.map(({ loss }) => loss));
  }
}

/** A session on an engine of its own, with the tiny model loaded. */
export async function cpuSession(
  files: ModelFiles = tinyModelFiles(),
): Promise<{ engine: CpuEngine; harness: SessionHarness }> {
  const engine = openNodeCpu();
  return { engine, harness: await SessionHarness.open(engine, files) };
}

/** A short run on question answering. */
export function shortSpec(parts: Partial<RunSpec> & { learningRate?: number } = {}): RunSpec {
  const { learningRate = 1e-3, ...rest } = parts;
  return {
    model: 'lesson7-zh',
    init: 'pretrained',
    method: { name: 'full' },
    data: { task: 'qa', size: 32, maskPrompt: true },
    optimizer: {
      name: 'adamw',
      learningRate,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      clipNorm: 1,
    },
    schedule: { name: 'constant', warmupSteps: 0 },
    steps: 4,
    batchSize: 2,
    seed: 42,
    ...rest,
  };
}
