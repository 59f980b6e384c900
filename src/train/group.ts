/**
 * @file Runs that train side by side: one loop that steps, reads metrics, evaluates and waits. Each lane counts its own
 * steps and evaluations, so that one that diverges or is restored does not affect the others. Results and state changes are
 * emitted as events.
 */
import type { StepMetrics } from '../engine/engine.ts';
import type { Mutex } from './mutex.ts';
import type { EvaluationSpec, GroupState, PauseReason, SpeedInfo, WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';

type Emit = (event: WorkerEvent) => void;

/** Milliseconds of training between two readouts: often enough to look continuous, seldom enough not to stall a GPU. */
const READOUT_MILLISECONDS = 50;
const MOST_STEPS_PER_READOUT = 16;
/** Milliseconds of training between two checkpoints: what an interruption costs at most. */
const CHECKPOINT_MILLISECONDS = 2000;

interface Lane {
  runId: string;
  run: Run;
  /** Milliseconds spent stepping, and the steps they were spent on. */
  milliseconds: number;
  steps: number;
  stepsPerReadout: number;
  /** The step that was evaluated last; -1 before the first evaluation. */
  evaluatedAt: number;
  /** The step of the newest checkpoint; 0 is where every run begins. */
  checkpointedAt: number;
}

/** A created run, and whether it continues from a checkpoint. */
export interface GroupRun {
  runId: string;
  run: Run;
  resumed: boolean;
}

export class Group {
  readonly groupId: string;
  private lanes: readonly Lane[] = [];
  private readonly evaluation: EvaluationSpec;
  private readonly emit: Emit;
  private readonly mutex: Mutex;
  private state: GroupState = 'preparing';
  private pauseReason: PauseReason | null = null;
  /** Set by a pause during preparation: the group starts paused. */
  private pauseOnStart: PauseReason | null = null;
  private wake: (() => void) | null = null;
  /** Single steps requested and not taken yet. */
  private singleSteps = 0;
  /** Restorations requested and not done yet; the loop waits for them. */
  private restoring = 0;
  private stopping = false;
  private checkpointTime = performance.now();
  private end: () => void = () => {};
  /** Settles once the group is done, stopped or failed. */
  readonly whenEnded = new Promise<void>((resolve) => {
    this.end = resolve;
  });
  /** Milliseconds spent evaluating lanes, and how many evaluations they were. */
  private evaluating = { milliseconds: 0, times: 0 };

  /** Exists before its runs do: commands received while they are created take effect once they are. */
  constructor(groupId: string, evaluation: EvaluationSpec, emit: Emit, mutex: Mutex) {
    this.groupId = groupId;
    this.evaluation = evaluation;
    this.emit = emit;
    this.mutex = mutex;
    this.setState('preparing', null);
  }

  get ended(): boolean {
    return this.state === 'done' || this.state === 'stopped' || this.state === 'failed';
  }

  /** Ended, or asked to end. */
  get ending(): boolean {
    return this.stopping || this.ended;
  }

  /** The one loop of the group; settles when it is done, stopped or failed. */
  async run(runs: readonly GroupRun[]): Promise<void> {
    const { everySteps } = this.evaluation;
    this.lanes = runs.map(({ runId, run, resumed }) => ({
      runId,
      run,
      milliseconds: 0,
      steps: 0,
      stepsPerReadout: 1,
      // A checkpoint at a step that is evaluated comes after its evaluation.
      evaluatedAt: resumed && run.step % everySteps === 0 ? run.step : -1,
      checkpointedAt: run.step,
    }));
    await this.evaluateLanes(this.lanes.filter(({ run }) => run.step === 0));
    this.checkpointTime = performance.now();
    if (!this.ending) this.setState(this.pauseOnStart ? 'paused' : 'running', this.pauseOnStart);
    while (!this.stopping) {
      if (this.restoring > 0 || (this.state === 'paused' && this.singleSteps === 0)) {
        if (this.restoring === 0 && this.uncheckpointed.length > 0) await this.checkpoint();
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
        continue;
      }
      if (this.lanes.every(({ run }) => run.finished)) {
        this.singleSteps = 0;
        if (!this.lanes.some(({ run }) => run.divergence)) break;
        // A diverged lane waits: its last good state may be restored.
        this.setState('paused', 'diverged');
        continue;
      }
      const single = this.singleSteps > 0;
      if (single) this.singleSteps -= 1;
      await this.advance(single);
      // A resume may have arrived during the step.
      if (single && this.state === 'paused') this.setState('paused', 'singleStep');
      if (performance.now() - this.checkpointTime >= CHECKPOINT_MILLISECONDS) await this.checkpoint();
    }
    if (this.ended) return;
    // A run that was stopped before its first step has nothing new to evaluate.
    await this.evaluateLanes(
      this.lanes.filter(({ run, evaluatedAt }) => run.step > 0 && run.step !== evaluatedAt),
    );
    this.setState(this.stopping ? 'stopped' : 'done', null);
  }

  pause(reason: PauseReason): void {
    if (this.state === 'preparing') this.pauseOnStart = reason;
    if (this.state === 'running') this.setState('paused', reason);
  }

  resume(onlyIf?: PauseReason): void {
    if (!onlyIf || this.pauseOnStart === onlyIf) this.pauseOnStart = null;
    if (this.state !== 'paused' || (onlyIf && this.pauseReason !== onlyIf)) return;
    this.singleSteps = 0;
    this.setState('running', null);
    this.wakeUp();
  }

  singleStep(): void {
    if (this.state !== 'paused') return;
    this.singleSteps += 1;
    this.wakeUp();
  }

  /** Takes effect after the steps or the evaluation under way. */
  stop(): void {
    this.stopping = true;
    this.wakeUp();
  }

  /** Stopped while its runs were being created; the caller has disposed of them. */
  stopBeforeStart(): void {
    if (!this.ended) this.setState('stopped', null);
  }

  /**
   * Restores a diverged lane to its last good state, which has been evaluated; does nothing to a healthy one, so that
   * repeated commands are harmless. A paused group stays paused.
   */
  async restoreLastGood(runId: string): Promise<void> {
    const lane = this.lanes.find((one) => one.runId === runId);
    if (!lane) return;
    this.restoring += 1;
    try {
      await this.mutex.runExclusive(() => {
        if (!lane.run.divergence) return;
        this.dropMerged(lane);
        lane.run.restoreLastGood();
        lane.evaluatedAt = lane.run.step;
        this.emit({ type: 'restored', runId, step: lane.run.step });
      });
    } finally {
      this.restoring -= 1;
      this.wakeUp();
    }
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
    if (this.ended) this.end();
  }

  /** Lanes whose newest steps are in no checkpoint. */
  private get uncheckpointed(): Lane[] {
    return this.lanes.filter(({ run, checkpointedAt }) => !run.divergence && run.step !== checkpointedAt);
  }

  /** Emits a snapshot of every lane with new steps. Called by the loop, so that no step is under way. */
  private async checkpoint(): Promise<void> {
    for (const lane of this.uncheckpointed) {
      if (this.ending) return;
      const snapshot = await this.mutex.runExclusive(() => lane.run.snapshot());
      lane.checkpointedAt = snapshot.step;
      if (!this.ended) this.emit({ type: 'checkpoint', runId: lane.runId, snapshot });
    }
    this.checkpointTime = performance.now();
  }

  /** A few steps of every lane that still trains, and the evaluations that are then due. */
  private async advance(single: boolean): Promise<void> {
    const { everySteps } = this.evaluation;
    const active = this.lanes.filter(({ run }) => !run.finished);
    const requested = single ? 1 : Math.min(...active.map(({ stepsPerReadout }) => stepsPerReadout));
    for (const lane of active) {
      if (this.stopping) return;
      const untilEvaluation = everySteps - (lane.run.step % everySteps);
      await this.advanceLane(lane, Math.min(requested, untilEvaluation));
    }
    const due = this.lanes.filter(({ run, evaluatedAt }) => {
      return run.step % everySteps === 0 && run.step !== evaluatedAt;
    });
    if (!this.stopping) await this.evaluateLanes(due);
  }

  private async advanceLane(lane: Lane, steps: number): Promise<void> {
    // Waits for an answer that the merged model is giving.
    if (lane.run.isMerged) await this.mutex.runExclusive(() => this.dropMerged(lane));
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

  /** Evaluates these lanes, the diverged ones excepted. */
  private async evaluateLanes(lanes: readonly Lane[]): Promise<void> {
    const healthy = lanes.filter(({ run }) => !run.divergence);
    for (const [done, lane] of healthy.entries()) {
      if (this.ended || (this.stopping && lane.run.step === 0)) return;
      this.emit({ type: 'progress', phase: 'evaluate', done, total: healthy.length });
      await this.mutex.runExclusive(async () => {
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
