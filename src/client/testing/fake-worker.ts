/**
 * @file A double of the worker for tests: records the commands and sends the events that a test asks for. It answers `open`
 * and `loadModel` by itself. Its numbers come from closed formulas and are never shown as real.
 */
import type {
  DeviceInfo,
  EvaluationPoint,
  ExampleToken,
  RunFacts,
  SpeedInfo,
  StepPoint,
  WorkerCommand,
  WorkerEvent,
} from '../../train/protocol.ts';
import type { EngineWorker } from '../worker-factory.ts';

const FAKE_DEVICE: DeviceInfo = {
  backend: 'webgpu',
  adapter: 'test double',
  software: true,
  reason: null,
  trials: [],
  race: null,
};

export const FAKE_SPEED: SpeedInfo = {
  stepsPerSecond: 20,
  tokensPerSecond: 12_000,
  secondsLeft: 9,
  millisecondsPerStep: 50,
};

export const FAKE_FACTS: RunFacts = {
  trainableParameters: 24_576,
  totalParameters: 850_000,
  optimizerBytes: 196_608,
  deviceBytes: 4_000_000,
  sharedBytes: 3_400_000,
  dispatches: 120,
  submits: 1,
};

export function fakeStep(step: number): StepPoint {
  return {
    step,
    loss: 3 * Math.exp(-step / 40) + 0.2,
    accuracy: 1 - Math.exp(-step / 60),
    gradientNorm: 1,
    learningRate: 5e-4,
  };
}

function fakeProbe(step: number): ExampleToken[] {
  const tokens = ['<user>', '猫', '吃', '什么', '？', '<assistant>', '鱼', '<end>'];
  return tokens.map((text, i) => ({
    text,
    known: true,
    special: text.startsWith('<'),
    trained: i > 5,
    probability: i === 0 ? null : Math.min(0.99, 0.01 + (i > 5 ? step / 200 : 0.2)),
  }));
}

export function fakeEvaluation(step: number): EvaluationPoint {
  return {
    step,
    validationLoss: 3 * Math.exp(-step / 45) + 0.3,
    heldOutExactMatch: Math.min(0.95, step / 200),
    seenExactMatch: Math.min(1, step / 180),
    pretrainingLoss: 0.7 + step / 2000,
    samples: [{ prompt: '猫喜欢吃什么？', answer: step === 0 ? '狗喜欢吃什么？' : '鱼' }],
    probe: fakeProbe(step),
  };
}

export class FakeWorker implements EngineWorker {
  readonly commands: WorkerCommand[] = [];
  terminated = false;
  device: DeviceInfo = FAKE_DEVICE;
  /** Answer `open` and `loadModel` at once. */
  answersOpening = true;
  readonly #message = new Set<(event: MessageEvent) => void>();
  readonly #error = new Set<(event: Event) => void>();

  postMessage(command: WorkerCommand): void {
    // Commands to a real worker must survive structured cloning.
    this.commands.push(structuredClone(command));
    if (!this.answersOpening) return;
    if (command.type === 'open') this.say({ type: 'device', device: this.device });
    if (command.type === 'loadModel') {
      this.say({
        type: 'modelReady',
        info: {
          model: command.model,
          parameters: 850_000,
          bytes: 1_700_000,
          vocabularySize: 512,
          contextLength: 128,
        },
      });
    }
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    if (type === 'message') this.#message.add(listener as (event: MessageEvent) => void);
    else this.#error.add(listener as (event: Event) => void);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(event: WorkerEvent): void {
    for (const listener of this.#message) listener({ data: event } as MessageEvent);
  }

  crash(message: string): void {
    for (const listener of this.#error) listener(Object.assign(new Event('error'), { message }));
  }

  /** The newest command of a type. */
  last<Type extends WorkerCommand['type']>(type: Type): Extract<WorkerCommand, { type: Type }> {
    const found = this.commands.findLast((command) => command.type === type);
    if (!found) throw new Error(`no ${type} among ${this.commands.map((c) => c.type).join(', ')}`);
    return found as Extract<WorkerCommand, { type: Type }>;
  }

  count(type: WorkerCommand['type']): number {
    return this.commands.filter((command) => command.type === type).length;
  }

  /** Reports running, and steps up to `steps` for every run of the newest start, with evaluations. */
  runTo(steps: number, from = 0): void {
    const { groupId, runs, evaluation } = this.last('start');
    this.say({ type: 'groupState', groupId, state: 'running', pauseReason: null });
    for (const { runId } of runs) {
      this.say({ type: 'runFacts', runId, facts: FAKE_FACTS });
      if (from === 0) this.say({ type: 'evaluation', runId, point: fakeEvaluation(0) });
      const points = Array.from({ length: steps - from }, (_, i) => fakeStep(from + i + 1));
      this.say({ type: 'steps', runId, points, speed: FAKE_SPEED });
      for (let step = from + evaluation.everySteps; step <= steps; step += evaluation.everySteps) {
        this.say({ type: 'evaluation', runId, point: fakeEvaluation(step) });
      }
    }
  }

  finish(): void {
    const { groupId } = this.last('start');
    this.say({ type: 'groupState', groupId, state: 'done', pauseReason: null });
  }
}
