/** @file Positions of the tokens of a sequence during generation, with the virtual tokens before the first one. */
import type { LanguageModel } from './engine.ts';

interface FedToken {
  id: number;
  position: number;
}

export class SequencePositions {
  private readonly leading: readonly number[];
  readonly contextLength: number;
  private position = 0;

  constructor({ vocabularySize, contextLength, leadingTokens = 0 }: LanguageModel) {
    this.contextLength = contextLength;
    this.leading = Array.from({ length: leadingTokens }, (_, i) => vocabularySize + i);
  }

  reset(): void {
    this.position = 0;
  }

  /** The tokens to run, with their positions. Throws a RangeError for none, and past the context. */
  next(tokens: readonly number[]): FedToken[] {
    if (tokens.length === 0) throw new RangeError('no tokens to feed');
    const ids = this.position === 0 ? [...this.leading, ...tokens] : tokens;
    if (this.position + ids.length > this.leading.length + this.contextLength)
      throw new RangeError(`the context holds ${this.contextLength} tokens`);
    return ids.map((id) => ({ id, position: this.position++ }));
  }
}
