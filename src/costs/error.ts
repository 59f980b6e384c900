/**
 * @file The one error of this room: a code that the page can say in the reader's language, the field it is
 * about and the values it was given, beside one clear English sentence.
 */

export type CostErrorCode =
  /** Not an object, such as a pasted array or a string. */
  | 'notAnObject'
  /** A field that the calculation needs is not there. */
  | 'missingField'
  /** A field holds something of another type, such as a string where a number belongs. */
  | 'wrongType'
  /** A number that is zero, negative, fractional, not finite, or larger than any real model's. */
  | 'outOfRange'
  /** Two fields that cannot both be true. */
  | 'contradiction'
  /** A `model_type` that is not known here. */
  | 'unknownArchitecture'
  /** A `peft_type` that is not known here. */
  | 'unknownMethod'
  /** A word that is not one of the allowed ones. */
  | 'unknownChoice'
  /** No module of the model carries any of the names. */
  | 'unmatchedTarget'
  /** The names match something that the method cannot adapt, such as a whole block. */
  | 'unsupportedTarget'
  /** A field that changes the count and is not covered here. */
  | 'unsupportedField'
  /** A regular expression that does not compile. */
  | 'badPattern'
  /** A regular expression that Python reads and JavaScript has no words for; `construct` names the part. */
  | 'unsupportedPattern';

/** Which of the arguments the field stands in. */
export type CostErrorPlace = 'config' | 'peft' | 'options';

type CostErrorValues = Readonly<Record<string, string | number>>;

export class CostError extends Error {
  override readonly name = 'CostError';
  constructor(
    readonly code: CostErrorCode,
    readonly place: CostErrorPlace,
    /** The field as the file spells it: `num_hidden_layers`. */
    readonly field: string,
    sentence: string,
    /** What a sentence in another language needs: the value given, the bounds, the known words. */
    readonly values: CostErrorValues = {},
  ) {
    super(sentence);
  }
}

/** A pasted value in a few characters, for a sentence. */
export function show(value: unknown): string {
  let text: string;
  if (typeof value === 'number') text = String(value);
  else {
    try {
      text = JSON.stringify(value) ?? String(value);
    } catch {
      text = String(value);
    }
  }
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
