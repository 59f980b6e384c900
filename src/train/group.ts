/**
 * @file Runs that train side by side, in step: one loop that steps, reads, evaluates and waits. It speaks only in
 * events and never throws into its caller.
 */
import type { StepMetrics } from '../engine/engine.ts';
import type { EvaluationSpec, GroupState, PauseReason, SpeedInfo, WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';

type Emit = (event: WorkerEvent) => void;

/** Milliseconds of training between two readouts: often enough to look continuous, seldom enough not to stall a GPU. */
const READOUT_MILLISECONDS = 50;
const MOST_STEPS_PER_READOUT = 16;

interface Lane {
  runId: string;
  run: Run;
  /** Milliseconds spent stepping, and the steps they were spent on. */
  milliseconds: number;
  steps: number;
  stepsPerReadout: number;
}

export class Group {
  readonly groupId: string;
  private readonly lanes: Lane[];
  private readonly evaluation: EvaluationSpec;
  private readonly emit: Emit;
  private state: GroupState = 'preparing';
  private pauseReason: PauseReason | null = null;
  /** Asked to pause before the first step was ready. */
  private heldBack: PauseReason | null = null;
  private wake: (() => void) | null = null;
  private stepOnce = false;
  private stopping = false;
  private evaluatedAt = -1;
  /** Milliseconds spent evaluating all lanes, and how often. */
  private evaluating = { milliseconds: 0, times: 0 };

  constructor(
    groupId: string,
    runs: readonly { runId: string; run: Run }[],
    evaluation: EvaluationSpec,
    emit: Emit,
  ) {
    this.groupId = groupId;
    this.evaluation = evaluation;
    this.emit = emit;
    this.lanes = runs.map(({ runId, run }) => ({
      runId,
      run,
      milliseconds: 0,
      steps: 0,
      stepsPerReadout: 1,
    }));
  }

  get ended(): boolean {
    return this.state === 'done' || this.state === 'stopped' || this.state === 'failed';
  }

  /** The one loop of the group; settles when it is done, stopped or failed. */
  async run(): Promise<void> {
    await this.evaluateAll();
    this.setState(this.heldBack ? 'paused' : 'running', this.heldBack);
    while (!this.stopping) {
      if (this.state === 'paused' && !this.stepOnce) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        continue;
      }
      if (this.lanes.every(({ run }) => run.finished)) {
        // A diverged run waits: its last good state may be put back.
        if (this.lanes.some(({ run }) => run.divergence) && this.state !== 'paused') {
          this.setState('paused', 'diverged');
          continue;
        }
        if (this.state !== 'paused') break;
      }
      await this.advance();
      if (this.stepOnce) {
        this.stepOnce = false;
        this.setState('paused', 'singleStep');
      }
    }
    if (this.step !== this.evaluatedAt) await this.evaluateAll();
    this.setState(this.stopping ? 'stopped' : 'done', null);
  }

  pause(reason: PauseReason): void {
    if (this.state === 'preparing') this.heldBack = reason;
    if (this.state === 'running') this.setState('paused', reason);
  }

  resume(onlyIf?: PauseReason): void {
    if (!onlyIf || this.heldBack === onlyIf) this.heldBack = null;
    if (this.state !== 'paused' || (onlyIf && this.pauseReason !== onlyIf)) return;
    // A single step under way is then the first of many.
    this.stepOnce = false;
    this.setState('running', null);
    this.wakeUp();
  }

  singleStep(): void {
    if (this.state !== 'paused') return;
    this.stepOnce = true;
    this.wakeUp();
  }

  stop(): void {
    this.stopping = true;
    this.wakeUp();
  }

  /** Ends the loop without another evaluation: the device is gone. */
  fail(): void {
    if (this.ended) return;
    this.stopping = true;
    this.evaluatedAt = this.step;
    this.setState('failed', null);
    this.wakeUp();
  }

  private get step(): number {
    return Math.max(...this.lanes.map(({ run }) => run.step));
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = null;
  }

  private setState(state: GroupState, pauseReason: PauseReason | null): void {
    if (this.state === 'failed') return;
    this.state = state;
    this.pauseReason = pauseReason;
    this.emit({ type: 'groupState', groupId: this.groupId, state, pauseReason });
  }

  private async advance(): Promise<void> {
    const { everySteps } = this.evaluation;
    const untilEvaluation = everySteps - (this.step % everySteps);
    const wished = this.stepOnce
      ? 1
      : Math.min(untilEvaluation, ...this.lanes.map(({ stepsPerReadout }) => stepsPerReadout));
    for (const lane of this.lanes) {
      if (lane.run.finished || this.stopping) continue;
      await this.advanceLane(lane, wished);
    }
    const diverged = this.lanes.find(({ run }) => run.divergence);
    if (diverged && this.state === 'running') this.setState('paused', 'diverged');
    if (this.step % everySteps === 0 && this.step !== this.evaluatedAt && !this.stopping)
      await this.evaluateAll();
  }

  private async advanceLane(lane: Lane, steps: number): Promise<void> {
    const began = performance.now();
    const metrics = await lane.run.advance(steps);
    const milliseconds = performance.now() - began;
    lane.milliseconds += milliseconds;
    lane.steps += metrics.length;
    const perStep = milliseconds / Math.max(1, metrics.length);
    lane.stepsPerReadout = Math.max(
      1,
      Math.min(MOST_STEPS_PER_READOUT, Math.floor(READOUT_MILLISECONDS / perStep)),
    );
    if (metrics.length > 0)
      this.emit({
        type: 'steps',
        runId: lane.runId,
        points: metrics.map(toPoint),
        speed: this.speedOf(lane),
      });
    const { divergence } = lane.run;
    if (divergence) this.emit({ type: 'diverged', runId: lane.runId, ...divergence });
  }

  private speedOf(lane: Lane): SpeedInfo {
    const millisecondsPerStep = lane.milliseconds / Math.max(1, lane.steps);
    // Runs take turns, so a step of the group takes the sum of its lanes.
    const groupMilliseconds = this.lanes.reduce(
      (sum, { milliseconds, steps }) => sum + milliseconds / Math.max(1, steps),
      0,
    );
    const stepsLeft = lane.run.spec.steps - lane.run.step;
    return {
      millisecondsPerStep,
      stepsPerSecond: 1000 / millisecondsPerStep,
      tokensPerSecond: (1000 * lane.run.tokensPerStep) / millisecondsPerStep,
      secondsLeft: (stepsLeft * groupMilliseconds + this.evaluationLeft(lane)) / 1000,
    };
  }

  /** Milliseconds that the evaluations still to come will take, that of the present step included. */
  private evaluationLeft({ run }: Lane): number {
    const { milliseconds, times } = this.evaluating;
    const { everySteps } = this.evaluation;
    const toCome = Math.ceil(run.spec.steps / everySteps) - Math.floor((run.step - 1) / everySteps);
    return toCome * (milliseconds / Math.max(1, times));
  }

  private async evaluateAll(): Promise<void> {
    this.evaluatedAt = this.step;
    const began = performance.now();
    const lanes = this.lanes.filter(({ run }) => !run.divergence);
    for (const [done, { runId, run }] of lanes.entries()) {
      this.emit({ type: 'progress', phase: 'evaluate', done, total: lanes.length });
      this.emit({ type: 'evaluation', runId, point: await run.evaluate(this.evaluation) });
    }
    this.evaluating.milliseconds += performance.now() - began;
    this.evaluating.times += 1;
  }
}

function toPoint({ step, loss, accuracy, gradientNorm, learningRate }: StepMetrics) {
  return { step, loss, accuracy, gradientNorm, learningRate };
}
