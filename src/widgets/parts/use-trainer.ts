/** @file What a widget that trains needs: its runs, its absence, the run before, and an engine that is ready while live. */

import { engine } from '../../client/engine-store.ts';
import { usePreviousGroup, useRuns } from '../../client/hooks.ts';
import { type Absence, useLeaving } from '../../client/leaving.ts';
import { isUnfinished, type RunState } from '../../client/state.ts';
import type { Language } from '../../page/language.ts';
import { modelFor } from '../../recipes/defaults.ts';
import type { NamedSpec } from '../../recipes/method-specs.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import type { EvaluationSpec } from '../../train/protocol.ts';
import type { ModelName } from '../../train/spec.ts';
import { differences } from '../../wording/differences.ts';
import { type ShownRuns, useShownRuns } from './shown-run.ts';
import { useWarmUp } from './use-warm-up.ts';

export interface Trainer extends ShownRuns {
  /** The widget that trains. */
  owner: string;
  model: ModelName;
  absence: Absence | null;
  dismissAbsence: () => void;
  /** Runs of the group before, for comparison. */
  previous: RunState[];
  train: () => void;
  /** The settings differ from those of the current run. */
  pendingChanges: boolean;
}

/** @param specs the runs that Train would start. @param evaluation what is measured during training. */
export function useTrainer(
  owner: string,
  live: boolean,
  language: Language,
  specs: NamedSpec[],
  evaluation: (language: Language, steps: number) => EvaluationSpec = evaluationFor,
): Trainer {
  const model = modelFor(language);
  useWarmUp(live, model);
  const shown = useShownRuns(owner, language);
  const previous = useRuns(usePreviousGroup(owner));
  const [absence, dismissAbsence] = useLeaving(owner, live);
  const { group, liveRuns } = shown;
  return {
    ...shown,
    owner,
    model,
    absence: absence?.groupId === group?.groupId ? absence : null,
    dismissAbsence,
    previous,
    train: () => {
      dismissAbsence();
      const steps = Math.max(...specs.map(({ spec }) => spec.steps));
      engine.train(owner, specs, evaluation(language, steps));
    },
    pendingChanges: isUnfinished(group) && !areCurrent(liveRuns, specs),
  };
}

/** True if the current runs equal those that would start now; learning rates apply at once and are not compared. */
function areCurrent(runs: readonly RunState[], specs: readonly NamedSpec[]): boolean {
  if (runs.length !== specs.length) return false;
  return specs.every(({ name, spec }) => {
    const run = runs.find((one) => one.name === name);
    if (!run) return false;
    const learningRate = spec.optimizer.learningRate;
    const alike = { ...run.spec, model: spec.model, optimizer: { ...run.spec.optimizer, learningRate } };
    return differences(alike, spec, 'zh').length === 0;
  });
}

/** Applies a changed learning rate to the widget's current run of that name, if there is one. */
export function applyRate(owner: string, name: string, learningRate: number): void {
  const group = engine.records.latestGroup(owner);
  if (!group || !isUnfinished(group)) return;
  const runId = group.runIds.find((id) => engine.records.runs.get(id)?.name === name);
  if (runId) engine.setLearningRate(runId, learningRate);
}
