/** @file The same prompt to the bare base and to the base with a task's adapter, on the engine. */

import { adapterProblem, shippedAdapter } from '../../adapters/shipped-adapters.ts';
import { engine } from '../../client/engine-store.ts';
import { useGenerations } from '../../client/hooks.ts';
import { useLanguage } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { GREEDY, modelFor } from '../../recipes/defaults.ts';
import type { TaskName } from '../../world/index.ts';

interface Asked {
  task: TaskName;
  prompt: string;
  /** Null while the adapter is loading. */
  requests: { base: string; adapter: string } | null;
  problem: string | null;
}

const LONGEST_ANSWER = 48;

export function useAnswers(owner: string) {
  const language = useLanguage();
  const [asked, setAsked] = useShared<Asked | null>(`${owner}.asked.${language}`, null);
  const [base, adapter] = useGenerations([asked?.requests?.base ?? null, asked?.requests?.adapter ?? null]);

  async function ask(task: TaskName, prompt: string) {
    for (const requestId of Object.values(asked?.requests ?? {})) engine.cancelGenerate(requestId);
    const waiting: Asked = { task, prompt, requests: null, problem: null };
    setAsked(waiting);
    try {
      const { runId } = await shippedAdapter(language, task);
      const model = modelFor(language);
      const request = (id: string | null) => {
        const sampling = { ...GREEDY, maxNewTokens: LONGEST_ANSWER };
        return engine.generate({ model, runId: id, prompt, form: 'chat', sampling });
      };
      setAsked({ ...waiting, requests: { base: request(null), adapter: request(runId) } });
    } catch (failure) {
      setAsked({ ...waiting, problem: adapterProblem(failure, language) });
    }
  }

  return { asked, base, adapter, ask };
}
