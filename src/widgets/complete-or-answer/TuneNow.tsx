/** @file Training of the tuned model, offered while there is none. */

import { engine } from '../../client/engine-store.ts';
import { useLatestGroup, useRuns } from '../../client/hooks.ts';
import { useText } from '../../page/language.ts';
import { DEFAULT_SPEC, languageOf, quickSpec, type WidgetValues } from '../../recipes/defaults.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import type { ModelName } from '../../train/spec.ts';
import { Choice } from '../parts/Choice.tsx';
import { InterruptedNote } from '../parts/InterruptedNote.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { texts } from './texts.ts';

const ID = 'complete-or-answer';

interface TuneNowProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
  model: ModelName;
  /** With the sentence that nothing is tuned yet. */
  offer: boolean;
}

export function TuneNow({ values, set, model, offer }: TuneNowProps) {
  const t = useText(texts);
  const group = useLatestGroup(ID);
  const runs = useRuns(group);
  function train() {
    const spec = quickSpec(values.method, model, values.seed);
    engine.train(ID, [{ name: values.method, spec }], evaluationFor(languageOf(model), spec.steps));
  }
  return (
    <div className="tune-now">
      {offer && <p>{t('notTuned', { steps: DEFAULT_SPEC.steps })}</p>}
      <Choice
        label={t('method')}
        value={values.method}
        options={[
          { value: 'full', label: t('full') },
          { value: 'lora', label: t('lora') },
        ]}
        onChange={(method) => set({ method })}
      />
      <TrainControls group={group} runs={runs} onTrain={train} trainLabel={t('tuneNow')} />
      <InterruptedNote owner={ID} />
    </div>
  );
}
