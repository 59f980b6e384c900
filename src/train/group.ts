/**
 * @file Runs that train side by side: one loop that steps, reads, evaluates and waits. Each lane counts its own steps and
 * evaluations, so that one that diverges, or goes back to its last good state, leaves the others alone. The group speaks
 * only in events and never throws into its caller.
 */
import type { StepMetrics } from '../engine/engine.ts';
import type { EvaluationSpec, GroupState, PauseReason, SpeedInfo, WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';
import type { Turns } from './turns.ts';

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
  /** The step that was evaluated last; -1 before the first evaluation. */
  evaluatedAt: number;
}

export class Group {
  readonly groupId: string;
  private lanes: readonly Lane[] = [];
  private readonly evaluation: EvaluationSpec;
  private readonly emit: Emit;
  private readonly turns: Turns;
  private state: GroupState = 'preparing';
  private pauseReason: PauseReason | null = null;
  /** Asked to pause before the first step was ready. */
  private heldBack: PauseReason | null = null;
  private wake: (() => void) | null = null;
  private stepOnce = false;
  private stopping = false;
  /** Milliseconds spent evaluating lanes, and how many evaluations they were. */
  private evaluating = { milliseconds: 0, times: 0 };

  /** There from the moment it is asked for: what is said to it while its runs are made takes effect once they are. */
  constructor(groupId: string, evaluation: EvaluationSpec, emit: Emit, turns: Turns) {
    this.groupId = groupId;
    this.evaluation = evaluation;
    this.emit = emit;
    this.turns = turns;
    this.setState('preparing', null);
  }

  get ended(): boolean {
    return this.state === 'done' || this.state === 'stopped' || this.state === 'failed';
  }

  /** The one loop of the group; settles when it is done, stopped or failed. */
  async run(runs: readonly { runId: string; run: Run }[]): Promise<void> {
    this.lanes = runs.map(({ runId, run }) => ({
      runId,
      run,
      milliseconds: 0,
      steps: 0,
      stepsPerReadout: 1,
      evaluatedAt: -1,
    }));
    await this.evaluateLanes(this.lanes);
    this.setState(this.heldBack ? 'paused' : 'running', this.heldBack);
    while (!this.stopping) {
      if (this.state === 'paused' && !this.stepOnce) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        continue;
      }
      if (this.lanes.every(({ run }) => run.finished)) {
        this.stepOnce = false;
        if (!this.lanes.some(({ run }) => run.divergence)) break;
        // A diverged lane waits: its last good state may be put back.
        this.setState('paused', 'diverged');
        continue;
      }
      const single = this.stepOnce;
      this.stepOnce = false;
      await this.advance(single);
      // Told to go on meanwhile, it goes on.
      if (single && this.state === 'paused') this.setState('paused', 'singleStep');
    }
    if (this.ended) return;
    await this.evaluateLanes(this.lanes.filter(({ run, evaluatedAt }) => run.step !== evaluatedAt));
    this.setState(this.stopping ? 'stopped' : 'done', null);
  }

  pause(reason: PauseReason): void {
    if (this.state === 'preparing') this.heldBack = reason;
    if (this.state === 'running') this.setState('paused', reason);
  }

  resume(onlyIf?: PauseReason): void {
    if (!onlyIf || this.heldBack === onlyIf) this.heldBack = null;
    if (this.state !== 'paused' || (onlyIf && this.pauseReason !== onlyIf)) return;
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

  /** Puts a lane back to its last good state, which has been evaluated. The group waits or goes on as it did. */
  async restoreLastGood(runId: string): Promise<void> {
    const lane = this.lanes.find((one) => one.runId === runId);
    if (!lane) return;
    await this.turns.take(() => {
      this.dropMerged(lane);
      lane.run.restoreLastGood();
      lane.evaluatedAt = lane.run.step;
      this.emit({ type: 'restored', runId, step: lane.run.step });
    });
  }

  /** Ends the loop without another evaluation: its runs could not be made, or the device is gone. */
  fail(): void {
    if (this.ended) return;
    this.stopping = true;
    this.setState('failed', null);
    this.wakeUp();
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

  /** A few steps of every lane that still trains, and the evaluations that are then due. */
  private async advance(single: boolean): Promise<void> {
    const { everySteps } = this.evaluation;
    const active = this.lanes.filter(({ run }) => !run.finished);
    const wished = single ? 1 : Math.min(...active.map(({ stepsPerReadout }) => stepsPerReadout));
    for (const lane of active) {
      if (this.stopping) return;
      const untilEvaluation = everySteps - (lane.run.step % everySteps);
      await this.advanceLane(lane, Math.min(wished, untilEvaluation));
    }
    const due = this.lanes.filter(({ run, evaluatedAt }) => {
      return run.step % everySteps === 0 && run.step !== evaluatedAt;
    });
    if (!this.stopping) await this.evaluateLanes(due);
  }

  private async advanceLane(lane: Lane, steps: number): Promise<void> {
    // Whoever asks the merged model is answered first.
    if (lane.run.isMerged) await this.turns.take(() => this.dropMerged(lane));
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

  /** The merged copy is of weights that are about to change. */
  private dropMerged({ runId, run }: Lane): void {
    if (!run.isMerged) return;
    run.dropMerged();
    this.emit({ type: 'merged', runId, merged: false, maxLogitDifference: 0, speed: null });
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
    return toCome * this.lanes.length * (milliseconds / Math.max(1, times));
  }

  /** Measures these lanes where they stand; a diverged one has nothing to be measured. */
  private async evaluateLanes(lanes: readonly Lane[]): Promise<void> {
    const healthy = lanes.filter(({ run }) => !run.divergence);
    for (const [done, lane] of healthy.entries()) {
      if (this.ended) return;
      this.emit({ type: 'progress', phase: 'evaluate', done, total: healthy.length });
      await this.turns.take(async () => {
        const began = performance.now();
        const point = await lane.run.evaluate(this.evaluation);
        lane.evaluatedAt = point.step;
        this.evaluating.milliseconds += performance.now() - began;
        this.evaluating.times += 1;
        this.emit({ type: 'evaluation', runId: lane.runId, point });
      });
    }
  }
}

function toPoint({ step, loss, accuracy, gradientNorm, learningRate }: StepMetrics) {
  return { step, loss, accuracy, gradientNorm, learningRate };
}
