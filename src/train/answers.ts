/**
 * @file The greedy answers of a model to many examples. One forward pass finds those that are the reference word for
 * word (see `evaluate.ts`), so that only the others are generated token by token.
 */
import { encodeExample, sequenceLengthFor } from '../data/index.ts';
import type { Decoder, Scorer } from '../engine/engine.ts';
import type { Base } from './base.ts';
import { scoreExamples } from './evaluate.ts';
import { GREEDY_ANSWER, generate, promptTokens } from './generate.ts';
import type { ProbeExample } from './protocol.ts';

/** A model that can be scored and asked: an opened adapter, or the base. */
export interface Answerer {
  createScorer(size: { batchSize: number; sequenceLength: number }): Promise<Scorer>;
  openDecoder(): Promise<Decoder>;
}

const ROWS = 16;

/** One answer per example, in order. */
export async function answersTo(
  base: Base,
  model: Answerer,
  examples: readonly ProbeExample[],
): Promise<string[]> {
  const { tokenizer } = base;
  const encoded = examples.map((example) => encodeExample(tokenizer, example, { maskPrompt: true }));
  const scorer = await model.createScorer({
    batchSize: ROWS,
    sequenceLength: sequenceLengthFor([encoded], base.config.contextLength),
  });
  const { exact } = await scoreExamples(scorer, encoded);
  scorer.dispose();
  const decoder = await model.openDecoder();
  const answers: string[] = [];
  for (const [i, { prompt, response }] of examples.entries()) {
    if (exact[i]) {
      answers.push(response);
      continue;
    }
    const tokens = promptTokens(tokenizer, prompt, 'chat', decoder.contextLength);
    const { text } = await generate(decoder, tokenizer, { tokens, sampling: GREEDY_ANSWER });
    answers.push(text);
  }
  return answers;
}
