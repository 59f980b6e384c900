/** @file The shipped adapters on the engine: each is read and opened once per engine. */

import { EngineFailure, engine } from '../client/engine-store.ts';
import { canAnswer } from '../client/state.ts';
import { AssetError } from '../page/assets.ts';
import { modelFor } from '../recipes/defaults.ts';
import { type AdapterName, taskSpec } from '../recipes/tasks.ts';
import { errorMessage } from '../wording/messages.ts';
import { adapterTexts } from '../wording/task-texts.ts';
import type { Language } from '../world/types.ts';
import { loadAdapter } from './adapters.ts';

const OWNER = 'adapters';
const opened = new Map<string, Promise<string>>();

export interface OnEngine {
  runId: string;
  /** It was open already: nothing had to be loaded. */
  wasOpen: boolean;
}

/** An adapter that can answer. @throws AssetError, EngineFailure */
export async function shippedAdapter(language: Language, name: AdapterName): Promise<OnEngine> {
  const key = `${language}/${name}`;
  const known = await opened.get(key)?.catch(() => null);
  const run = known ? engine.records.runs.get(known) : undefined;
  if (known && run && canAnswer(run)) return { runId: known, wasOpen: true };
  const opening = loadAdapter(language, name).then((files) =>
    engine.openAdapter(OWNER, name, taskSpec(name, modelFor(language)), files),
  );
  // Callers handle a failure; without this handler the cached promise would be reported as unhandled.
  opening.catch(() => {});
  opened.set(key, opening);
  return { runId: await opening, wasOpen: false };
}

/** The sentence for an adapter's failure. */
export function adapterProblem(failure: unknown, language: Language): string {
  if (failure instanceof EngineFailure) return errorMessage(failure.error, language);
  return adapterTexts[language][failure instanceof AssetError ? failure.problem : 'unknown'];
}
