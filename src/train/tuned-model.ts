/**
 * @file A base with a trained change: generates, scores examples, merges and exports. The change is still training
 * (`run.ts`) or was opened from files (`adapter.ts`).
 */
import { encodeExample } from '../data/index.ts';
import { disposeOnError } from '../engine/disposeOnError.ts';
import type { Decoder, Engine, LanguageModel, NamedTensors, Scorer, Weights } from '../engine/engine.ts';
import { llama } from '../model/llama.ts';
import { type MethodSpec, methodOf } from '../peft/index.ts';
import type { ExportedFile } from '../peft/method.ts';
import type { Base } from './base.ts';
import { drawMatrix, inspect } from './inspection/inspect.ts';
import type { Inspection, MatrixMaps, MatrixName } from './inspection/types.ts';
import { mergeSpeed } from './merge-speed.ts';
import type { ExampleToken, MergeSpeed, ProbeExample } from './protocol.ts';
import { SpecError } from './spec-error.ts';

interface TunedParts {
  engine: Engine;
  base: Base;
  method: MethodSpec;
  /** The base's shape with the method's hooks. */
  model: LanguageModel;
  /** What the method trains or adds. */
  trained: Weights;
  /** Frozen weights; null where everything is trained. */
  frozen: Weights | null;
  /** Values of the base that the change is relative to. */
  baseTensors: NamedTensors;
}

export class TunedModel {
  private readonly parts: TunedParts;
  private decoder: Decoder | null = null;
  private probeScorer: Scorer | null = null;
  private merged: { weights: Weights; decoder: Decoder } | null = null;

  constructor(parts: TunedParts) {
    this.parts = parts;
  }

  /** The model to generate with: the change beside the base, or its merged form while it is merged. */
  async openDecoder(): Promise<Decoder> {
    return this.merged ? this.merged.decoder : this.openUnmerged();
  }

  private async openUnmerged(): Promise<Decoder> {
    const { engine, model } = this.parts;
    this.decoder ??= await engine.createDecoder({ model, weights: this.weights });
    return this.decoder;
  }

  /** Tokens of one example with the probability of each given those before it. */
  async readExample(example: ProbeExample, maskPrompt: boolean): Promise<ExampleToken[]> {
    const { base, model } = this.parts;
    this.probeScorer ??= await this.createScorer({ batchSize: 1, sequenceLength: model.contextLength });
    return readExample(base, this.probeScorer, example, maskPrompt);
  }

  /** The caller disposes of it. */
  createScorer(size: { batchSize: number; sequenceLength: number }): Promise<Scorer> {
    const { engine, model } = this.parts;
    return engine.createScorer({ model, ...size, weights: this.weights });
  }

  get isMerged(): boolean {
    return this.merged !== null;
  }

  /**
   * Merges the change into the base, or unmerges it. Returns the largest difference of logits between the merged
   * and the unmerged model over `tokens`; throws `SpecError` if the method cannot be merged.
   */
  async setMerged(merged: boolean, tokens: Int32Array): Promise<number> {
    this.dropMerged();
    if (!merged) return 0;
    const { engine, base, method, trained, baseTensors } = this.parts;
    const tensors = methodOf(method).merge(method, base.config, baseTensors, await trained.read());
    if (!tensors) throw new SpecError('method', method.name);
    const logitsOf = async (model: LanguageModel, weights: readonly Weights[]): Promise<Float32Array> => {
      const size = { batchSize: 1, sequenceLength: tokens.length };
      const scorer = await engine.createScorer({ model, ...size, weights });
      try {
        return await scorer.logits(tokens);
      } finally {
        scorer.dispose();
      }
    };
    return disposeOnError(async (own) => {
      const weights = own(engine.createWeights(tensors));
      const model = llama(base.config);
      const [a, b] = [await logitsOf(model, [weights]), await logitsOf(this.parts.model, this.weights)];
      this.merged = { weights, decoder: await engine.createDecoder({ model, weights: [weights] }) };
      return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
    });
  }

  /** Milliseconds per token of the unmerged and the merged model; null while nothing is merged. */
  async mergeSpeed(): Promise<MergeSpeed | null> {
    if (!this.merged) return null;
    const { bosId } = this.parts.base.tokenizer;
    return mergeSpeed(await this.openUnmerged(), this.merged.decoder, [bosId]);
  }

  /** How training has changed the weights. */
  async inspect(): Promise<Inspection> {
    return inspect(this.parts, await this.parts.trained.read());
  }

  /** One matrix of the change, drawn small; null where the method does not touch it. */
  async drawMatrix(matrix: MatrixName): Promise<MatrixMaps | null> {
    return drawMatrix(this.parts, await this.parts.trained.read(), matrix);
  }

  async exportFiles(): Promise<ExportedFile[]> {
    const { base, method, trained, baseTensors } = this.parts;
    const { config, configJson, name } = base;
    return methodOf(method).exportFiles(method, {
      config,
      configJson,
      baseName: name,
      base: baseTensors,
      trained: await trained.read(),
    });
  }

  /** Frees the merged copy, because the change is about to be trained further. */
  dropMerged(): void {
    this.merged?.decoder.dispose();
    this.merged?.weights.dispose();
    this.merged = null;
  }

  /** Frees the decoders and scorers; the caller owns the weights. */
  dispose(): void {
    this.dropMerged();
    this.decoder?.dispose();
    this.probeScorer?.dispose();
  }

  private get weights(): Weights[] {
    const { trained, frozen } = this.parts;
    return frozen ? [trained, frozen] : [trained];
  }
}

/** The tokens of an example under a one-row scorer. */
export async function readExample(
  base: Base,
  scorer: Scorer,
  example: ProbeExample,
  maskPrompt: boolean,
): Promise<ExampleToken[]> {
  const { tokenizer } = base;
  const { sequenceLength } = scorer;
  const { tokens, weights } = encodeExample(tokenizer, example, {
    maskPrompt,
    maxLength: sequenceLength + 1,
  });
  const pad = (list: readonly number[]) =>
    Int32Array.from({ length: sequenceLength }, (_, i) => list[i] ?? tokenizer.padId);
  const rows = await scorer.score({
    tokens: pad(tokens.slice(0, -1)),
    targets: pad(tokens.slice(1)),
    weights: Float32Array.from({ length: sequenceLength }, (_, i) => (i < tokens.length - 1 ? 1 : 0)),
  });
  return tokens.map((token, i) => ({
    text: tokenizer.tokenText(token),
    known: token !== tokenizer.unknownId,
    special: tokenizer.isSpecial(token),
    trained: i > 0 && weights[i - 1] === 1,
    probability: i === 0 ? null : Math.exp(-(rows.loss[i - 1] as number)),
  }));
}
