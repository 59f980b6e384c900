/** @file Reading a pasted config: bounded before it is parsed. */
import { type CostErrorPlace, parsePythonJson } from '../../costs/index.ts';

/** Characters; the longest published config.json, with a list of modules that are not quantised, has some 100,000. */
const LONGEST_PASTED = 1_000_000;

export class TooLongError extends Error {
  override name = 'TooLongError';
  readonly place: CostErrorPlace;
  readonly characters: number;
  constructor(place: CostErrorPlace, characters: number) {
    super(`The ${place} has ${characters} characters.`);
    this.place = place;
    this.characters = characters;
  }
}

/** @throws TooLongError, SyntaxError where the text is no JSON */
export function parsePasted(place: CostErrorPlace, text: string): unknown {
  if (text.length > LONGEST_PASTED) throw new TooLongError(place, text.length);
  return parsePythonJson(text);
}
