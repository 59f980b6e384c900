/** @file The turns of one conversation: prompts, the adapter that answered each, and how long loading it took. */

import { adapterProblem, shippedAdapter } from '../../adapters/shipped-adapters.ts';
import { engine } from '../../client/engine-store.ts';
import { useLanguage } from '../../page/language.ts';
import { getShared, setShared, useShared } from '../../page/shared-state.ts';
import { GREEDY, modelFor } from '../../recipes/defaults.ts';
import type { AdapterName } from '../../recipes/tasks.ts';

export interface Turn {
  id: number;
  prompt: string;
  /** Null is the bare base. */
  adapter: AdapterName | null;
  /** Milliseconds of the swap in the worker; null if nothing was loaded. */
  milliseconds: number | null;
  requestId: string | null;
  problem: string | null;
}

const NONE: readonly Turn[] = [];
const LONGEST_ANSWER = 48;
/** Older turns are dropped. */
const MOST_TURNS = 12;

export function useConversation(owner: string) {
  const language = useLanguage();
  const key = `${owner}.turns.${language}`;
  const [turns] = useShared(key, NONE);

  /** Several answers may be pending, so each change starts from the newest list. */
  const change = (id: number, changes: Partial<Turn>) =>
    setShared(
      key,
      getShared(key, NONE).map((turn) => (turn.id === id ? { ...turn, ...changes } : turn)),
    );

  async function send(prompt: string, adapter: AdapterName | null) {
    const before = getShared(key, NONE);
    const id = (before.at(-1)?.id ?? 0) + 1;
    const turn: Turn = { id, prompt, adapter, milliseconds: null, requestId: null, problem: null };
    setShared(key, [...before, turn].slice(-MOST_TURNS));
    try {
      let runId: string | null = null;
      if (adapter !== null) {
        const swapped = await shippedAdapter(language, adapter);
        runId = swapped.runId;
        const { opened } = engine.records.runs.get(runId)!;
        if (!swapped.wasOpen) change(id, { milliseconds: opened?.milliseconds ?? null });
      }
      const model = modelFor(language);
      const sampling = { ...GREEDY, maxNewTokens: LONGEST_ANSWER };
      change(id, { requestId: engine.generate({ model, runId, prompt, form: 'chat', sampling }) });
    } catch (failure) {
      change(id, { problem: adapterProblem(failure, language) });
    }
  }

  return { turns, send, clear: () => setShared(key, NONE) };
}
