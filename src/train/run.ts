/**
 * @file One training run: its weights, its evaluation data, and everything that can be asked of it. `group.ts` decides
 * when it steps.
 */
import { type BatchStream, createBatches } from '../data/index.ts';
import { disposeOnError, type Own } from '../engine/disposeOnError.ts';
import type { Decoder, Engine, NamedTensors, Scorer, StepMetrics, Trainer } from '../engine/engine.ts';
import { llama, parameterShapes } from '../model/llama.ts';
import { countTrainable, type Method, type MethodSpec, methodOf } from '../peft/index.ts';
import type { ExportedFile } from '../peft/method.ts';
import { type Base, randomTensors } from './base.ts';
import { buildDataset, type Dataset, type DatasetLimits } from './dataset.ts';
import { scoreBatches, scoreExamples } from './evaluate.ts';
import { fitContext } from './fit-context.ts';
import { type Frozen, freeze } from './frozen.ts';
import { GREEDY_ANSWER, generate, promptTokens } from './generate.ts';
import type { MatrixName } from './inspection/types.ts';
import type {
  Divergence,
  EvaluationPoint,
  EvaluationSpec,
  ExampleToken,
  ProbeExample,
  RunFacts,
  RunSnapshot,
} from './protocol.ts';
import { rateFactor } from './schedule.ts';
import type { RunSpec } from './spec.ts';
import { SpecError } from './spec-error.ts';
import { TunedModel } from './tuned-model.ts';

/** A run whose loss exceeds this multiple of a uniform guess's, and of its own at the start, has diverged. */
const DIVERGENCE_FACTOR = 2;
const EVALUATION_ROWS = 16;
/** Settings that the run's optimizer does not have. */
const NO_MOMENTS = { momentum: 0, beta1: 0, beta2: 0, epsilon: 0 };

/**
 * The quantity in which a step has diverged, if any. A gradient of exactly zero is a dead model: weights so large that the norm's
 * squares overflow make every logit zero, and the loss that of a uniform guess for ever.
 */
function divergedQuantity(
  loss: number,
  gradientNorm: number,
  divergedLoss: number,
): Divergence['quantity'] | null {
  if (!Number.isFinite(loss) || loss > divergedLoss) return 'loss';
  return Number.isFinite(gradientNorm) && gradientNorm !== 0 ? null : 'gradientNorm';
}

function checkSpec(spec: RunSpec, base: Base): void {
  for (const { field, value, allowed } of methodOf(spec.method).problems(spec.method, base.config)) {
    throw new SpecError(field, `${String(value)} (${allowed})`);
  }
  const { learningRate } = spec.optimizer;
  if (!Number.isFinite(learningRate) || learningRate < 0)
    throw new SpecError('learningRate', String(learningRate));
  for (const field of ['steps', 'batchSize'] as const) {
    if (!Number.isInteger(spec[field]) || spec[field] < 1) throw new SpecError(field, String(spec[field]));
  }
}

export class Run {
  readonly spec: RunSpec;
  readonly facts: RunFacts;
  readonly base: Base;
  /** Steps done (their metrics read). */
  step = 0;
  learningRate: number;
  divergence: Divergence | null = null;
  lastGoodStep = 0;
  private readonly tuned: TunedModel;
  private readonly dataset: Dataset;
  private readonly trainer: Trainer;
  private readonly exampleScorer: Scorer;
  private readonly documentScorer: Scorer;
  private readonly frozen: Frozen | null;
  private readonly batches: BatchStream;
  private queued = 0;
  /** Loss before the first update: a template never seen makes a base far worse than a uniform guess. */
  private startLoss = 0;

  private constructor(parts: {
    spec: RunSpec;
    base: Base;
    tuned: TunedModel;
    dataset: Dataset;
    trainer: Trainer;
    exampleScorer: Scorer;
    documentScorer: Scorer;
    frozen: Frozen | null;
  }) {
    this.spec = parts.spec;
    this.base = parts.base;
    this.tuned = parts.tuned;
    this.dataset = parts.dataset;
    this.trainer = parts.trainer;
    this.exampleScorer = parts.exampleScorer;
    this.documentScorer = parts.documentScorer;
    this.frozen = parts.frozen;
    this.learningRate = parts.spec.optimizer.learningRate;
    const { batchSize, seed, method } = parts.spec;
    this.batches = createBatches(this.dataset.training, {
      batchSize,
      sequenceLength: this.dataset.sequenceLength,
      seed,
    });
    const shapes = parameterShapes(this.base.config);
    const count = shapes.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const tuning: Method<MethodSpec> = methodOf(method);
    const added = tuning
      .addedShapes(method, this.base.config)
      .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    this.facts = {
      trainableParameters: countTrainable(tuning, method, this.base.config, shapes),
      totalParameters: count + added,
      optimizerBytes: this.trainer.facts.optimizerBytes,
      deviceBytes: this.trainer.facts.deviceBytes + (this.frozen?.ownBytes ?? 0),
      sharedBytes: this.frozen?.sharedBytes ?? 0,
      dispatches: this.trainer.facts.dispatches,
      submits: this.trainer.facts.submits,
    };
  }

  /**
   * Throws `SpecError` for a spec that cannot run, RangeError for an unknown data set, `OutOfMemoryError` where there is no
   * room, and what the engine throws; nothing is left allocated then.
   */
  static create(engine: Engine, base: Base, spec: RunSpec, limits?: DatasetLimits): Promise<Run> {
    return disposeOnError((own) => Run.make(engine, base, spec, limits, own));
  }

  private static async make(
    engine: Engine,
    base: Base,
    spec: RunSpec,
    limits: DatasetLimits | undefined,
    own: Own,
  ): Promise<Run> {
    checkSpec(spec, base);
    const method = methodOf(spec.method);
    const hooks = method.hooks(spec.method);
    const model = llama(base.config, hooks);
    const whole = buildDataset(base, spec.data, spec.seed, limits, model.contextLength);
    if (whole.training.length === 0) throw new SpecError('data', spec.data.task);
    const dataset = fitContext(whole, model.contextLength, hooks.virtualTokens ?? 0);
    const baseTensors = spec.init === 'random' ? randomTensors(base, spec.seed) : base.tensors;
    const trainable = new Map([
      ...[...baseTensors].filter(([name]) => method.trainsBase(spec.method, name, base.config)),
      ...method.initialise(spec.method, base.config, spec.seed, baseTensors),
    ]);
    const { sequenceLength, documents } = dataset;
    const size = { batchSize: spec.batchSize, sequenceLength };
    const optimizer = spec.optimizer.name;
    engine.checkLargestBuffer?.({ model, ...size, trainable, optimizer });
    const frozen = freeze(engine, base, spec.method, baseTensors, trainable);
    if (frozen) own(frozen);
    const trainer = own(
      await engine.createTrainer({
        model,
        ...size,
        frozen: frozen?.weights ?? null,
        trainable,
        optimizer,
        rateFactor: (name) => method.rateFactor?.(spec.method, name) ?? 1,
      }),
    );
    const weights = frozen ? [trainer.weights, frozen.weights] : [trainer.weights];
    const rows = { batchSize: EVALUATION_ROWS, sequenceLength };
    const exampleScorer = own(await engine.createScorer({ model, ...rows, weights }));
    const first = documents[0];
    if (!first) throw new Error('no held-out documents');
    const documentScorer = own(
      await engine.createScorer({
        model,
        batchSize: first.batchSize,
        sequenceLength: first.sequenceLength,
        weights,
      }),
    );
    return new Run({
      spec,
      base,
      tuned: new TunedModel({
        engine,
        base,
        method: spec.method,
        model,
        trained: trainer.weights,
        frozen: frozen?.weights ?? null,
        baseTensors,
      }),
      dataset,
      trainer,
      exampleScorer,
      documentScorer,
      frozen,
    });
  }

  get tokensPerStep(): number {
    return this.spec.batchSize * this.dataset.sequenceLength;
  }

  get finished(): boolean {
    return this.divergence !== null || this.step >= this.spec.steps;
  }

  /** Queues up to `count` steps, as many as the run still has, and reads their metrics. Nothing may be merged. */
  async advance(count: number): Promise<StepMetrics[]> {
    const { optimizer } = this.spec;
    const steps = Math.min(count, this.spec.steps - this.queued);
    for (let i = 0; i < steps; i++) {
      const step = ++this.queued;
      const learningRate = this.learningRate * rateFactor(this.spec.schedule, step, this.spec.steps);
      this.trainer.step(this.batches.next(), {
        ...NO_MOMENTS,
        ...optimizer,
        step,
        seed: this.spec.seed,
        learningRate,
      });
    }
    const metrics = await this.trainer.metrics();
    this.step = this.queued;
    for (const { step, loss, gradientNorm } of metrics) {
      if (step === 1) this.recordStartLoss(loss);
      const quantity = divergedQuantity(loss, gradientNorm, this.divergedLoss);
      if (!quantity) continue;
      this.divergence = {
        step,
        quantity,
        value: quantity === 'loss' ? loss : gradientNorm,
        lastGoodStep: this.lastGoodStep,
      };
      this.step = step;
      return metrics.filter((point) => point.step <= step);
    }
    return metrics;
  }

  /** Evaluates the run and, if it has not diverged, saves this state as the last good one. */
  async evaluate({
    samplePrompts,
    samplesFrom = 0,
    probe,
    inspect,
  }: EvaluationSpec): Promise<EvaluationPoint> {
    const heldOut = await scoreExamples(this.exampleScorer, this.dataset.heldOut);
    const seen = await scoreExamples(this.exampleScorer, this.dataset.seen);
    const pretrainingLoss = await scoreBatches(this.documentScorer, this.dataset.documents);
    const samples: EvaluationPoint['samples'] = [];
    if (this.step >= samplesFrom)
      for (const prompt of samplePrompts) samples.push({ prompt, ...(await this.answer(prompt)) });
    if (this.step === 0) this.recordStartLoss(heldOut.loss);
    // One large update can ruin the weights although its own loss, computed before the update, is normal.
    if (!this.divergence && divergedQuantity(heldOut.loss, 1, this.divergedLoss) === null) {
      this.trainer.save();
      this.lastGoodStep = this.step;
    }
    return {
      step: this.step,
      validationLoss: heldOut.loss,
      heldOutExactMatch: heldOut.exactMatch,
      seenExactMatch: seen.exactMatch,
      pretrainingLoss,
      samples,
      ...(probe ? { probe: await this.readExample(probe, this.spec.data.maskPrompt) } : {}),
      ...(inspect ? { inspection: await this.tuned.inspect() } : {}),
    };
  }

  /** Restores the last good state. Steps continue from there, with the same batches as before. */
  restoreLastGood(): void {
    this.trainer.restore();
    this.moveTo(this.lastGoodStep);
  }

  /** Everything that `resumeFrom` needs. Call while no step is under way. */
  async snapshot(): Promise<RunSnapshot> {
    const { step, learningRate, startLoss } = this;
    return { step, learningRate, startLoss, state: await this.trainer.readState() };
  }

  /** Continues from the snapshot of a run of the same spec. */
  resumeFrom({ step, learningRate, startLoss, state }: RunSnapshot): void {
    this.trainer.writeState(state);
    this.trainer.save();
    this.lastGoodStep = step;
    this.learningRate = learningRate;
    this.startLoss = startLoss;
    this.moveTo(step);
  }

  private moveTo(step: number): void {
    this.divergence = null;
    this.step = step;
    this.queued = step;
    this.batches.seek(step);
  }

  /** The model to generate with: the trained one, or its merged form while it is merged. */
  openDecoder(): Promise<Decoder> {
    return this.tuned.openDecoder();
  }

  /** Tokens of one example with the probability of each given those before it. */
  readExample(example: ProbeExample, maskPrompt: boolean): Promise<ExampleToken[]> {
    return this.tuned.readExample(example, maskPrompt);
  }

  get isMerged(): boolean {
    return this.tuned.isMerged;
  }

  /** Merges over the tokens of one held-out example; see `TunedModel.setMerged`. */
  setMerged(merged: boolean): Promise<number> {
    const { sequenceLength, heldOut } = this.dataset;
    const { padId } = this.base.tokenizer;
    const tokens = Int32Array.from({ length: sequenceLength }, (_, i) => heldOut[0]?.tokens[i] ?? padId);
    return this.tuned.setMerged(merged, tokens);
  }

  dropMerged(): void {
    this.tuned.dropMerged();
  }

  /** Milliseconds per token beside the base and merged into it; null while it is not merged. */
  mergeSpeed() {
    return this.tuned.mergeSpeed();
  }

  /** Weights are read as they stand on the device, after this many steps. */
  get stepsQueued(): number {
    return this.queued;
  }

  inspect() {
    return this.tuned.inspect();
  }

  drawMatrix(matrix: MatrixName) {
    return this.tuned.drawMatrix(matrix);
  }

  exportFiles(): Promise<ExportedFile[]> {
    return this.tuned.exportFiles();
  }

  /** What is trained, read back. */
  readTrained(): Promise<NamedTensors> {
    return this.trainer.weights.read();
  }

  dispose(): void {
    this.tuned.dispose();
    this.trainer.dispose();
    this.exampleScorer.dispose();
    this.documentScorer.dispose();
    this.frozen?.dispose();
  }

  private recordStartLoss(loss: number): void {
    if (Number.isFinite(loss)) this.startLoss = Math.max(this.startLoss, loss);
  }

  private get divergedLoss(): number {
    return DIVERGENCE_FACTOR * Math.max(this.startLoss, Math.log(this.base.config.vocabularySize));
  }

  private async answer(prompt: string): Promise<{ answer: string; probability: number }> {
    const { tokenizer } = this.base;
    const decoder = await this.openDecoder();
    const tokens = promptTokens(tokenizer, prompt, 'chat', decoder.contextLength);
    let probability = 1;
    const { text: answer } = await generate(decoder, tokenizer, {
      tokens,
      sampling: GREEDY_ANSWER,
      onToken: (token) => {
        probability *= token.probability;
      },
    });
    return { answer, probability };
  }
}
