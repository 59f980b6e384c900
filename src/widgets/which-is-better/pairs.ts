/** @file Pairs of true answers that differ in style only, drawn from the world. */
import { createWorld, type Language, styleExamples } from '../../world/index.ts';

export const STYLES = ['short', 'sentence', 'polite', 'reason'] as const;
export type Style = (typeof STYLES)[number];

export interface AnswerPair {
  prompt: string;
  a: { style: Style; text: string };
  b: { style: Style; text: string };
}

/** Every style is paired with another one twice, once on each side. */
const PAIRINGS: readonly [Style, Style][] = [
  ['short', 'polite'],
  ['reason', 'short'],
  ['polite', 'sentence'],
  ['sentence', 'reason'],
];

export function answerPairs(language: Language): AnswerPair[] {
  const world = createWorld(language);
  const answers = Object.fromEntries(STYLES.map((style) => [style, styleExamples(world, style)])) as Record<
    Style,
    ReturnType<typeof styleExamples>
  >;
  return PAIRINGS.map(([a, b], i) => {
    // Far enough apart to be about different kinds of subjects.
    const index = Math.floor((i * answers.short.length) / PAIRINGS.length);
    return {
      prompt: answers[a][index]!.prompt,
      a: { style: a, text: answers[a][index]!.response },
      b: { style: b, text: answers[b][index]!.response },
    };
  });
}
