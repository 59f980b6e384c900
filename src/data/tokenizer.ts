/** @file The interface of tokenizers; `src/model` creates one from its `tokenizer.json`. */
export interface Tokenizer {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly unknownId: number;
  readonly bosId: number;
  readonly eosId: number;
  readonly userId: number;
  readonly assistantId: number;
  /** Ids of plain text; any string is allowed, and `<eos>` in it is read as five ordinary characters. */
  encode(text: string): number[];
  /** Ids of text in which special tokens written out (`<user>`) mean themselves: for our own documents only. */
  encodeDocument(text: string): number[];
  /** Text of the ids; special tokens are left out unless `keepSpecial`. Ids outside the vocabulary are ignored. */
  decode(ids: readonly number[], options?: { keepSpecial?: boolean }): string;
  /** One token as shown to people: a leading space is a space, `<eos>` is written out. */
  tokenText(id: number): string;
  isSpecial(id: number): boolean;
  /** The different characters of `text` that `encode` reads as `<unk>`, in order of appearance. */
  unknownCharacters(text: string): string[];
}
