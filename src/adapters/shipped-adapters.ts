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
/** Runs of adapters that were opened, by language and name. */
const opened = new Map<string, string>();
/** Adapters being opened, so that concurrent requests share one load. */
const opening = new Map<string, Promise<OnEngine>>();

interface OnEngine {
  runId: string;
  /** It was open already: nothing had to be loaded. */
  wasOpen: boolean;
}

/** An adapter that can answer. @throws AssetError, EngineFailure */
export function shippedAdapter(language: Language, name: AdapterName): Promise<OnEngine> {
  const key = `${language}/${name}`;
  const run = engine.records.runs.get(opened.get(key) ?? '');
  if (run && canAnswer(run)) return Promise.resolve({ runId: run.runId, wasOpen: true });
  const asked = opening.get(key);
  if (asked) return asked;
  const open = async (): Promise<OnEngine> => {
    try {
      const files = await loadAdapter(language, name);
      const runId = await engine.openAdapter(OWNER, name, taskSpec(name, modelFor(language)), files);
      opened.set(key, runId);
      return { runId, wasOpen: false };
    } finally {
      opening.delete(key);
    }
  };
  const promise = open();
  opening.set(key, promise);
  return promise;
}

/** The sentence for an adapter's failure. */
export function adapterProblem(failure: unknown, language: Language): string {
  if (failure instanceof EngineFailure) return errorMessage(failure.error, language);
  return adapterTexts[language][failure instanceof AssetError ? failure.problem : 'unknown'];
}
