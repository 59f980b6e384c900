/** @file Reads a scene back out of a sentence about it. */
import { ACTIVITIES, inLanguage } from './lexicon.ts';
import type { Scene } from './phrases.ts';
import { readerOf } from './read-back.ts';
import type { Language } from './types.ts';

export const SCENE_SLOTS = [
  'weather',
  'person',
  'place',
  'activity',
] as const satisfies readonly (keyof Scene)[];

/** A reader of what `make` writes about a scene; people, places and weathers may be new, activities are the world's. */
export function sceneReader(language: Language, make: (scene: Scene) => string) {
  const activity = ACTIVITIES.map((pair) => inLanguage(pair, language));
  return readerOf(SCENE_SLOTS, make, { activity });
}
