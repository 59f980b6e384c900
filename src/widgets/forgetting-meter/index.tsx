/**
 * @file The forgetting meter: how much of the pretraining text a run forgets while it learns the task, by method and
 * learning rate. Two runs side by side; the recording holds two methods at four rates each.
 */
import { useMemo } from 'react';
import { useLanguage, useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { meterEvaluation, meterSpecs } from '../../recipes/method-specs.ts';
import { Check } from '../parts/Check.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { fromRecording, useEvaluated } from '../parts/shown-run.ts';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Runs } from './Controls.tsx';
import { finding } from './finding.ts';
import { Paths } from './Paths.tsx';
import { ResultTable } from './ResultTable.tsx';
import { resultOf } from './results.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './forgetting-meter.css';

const ID = 'forgetting-meter';

export default function ForgettingMeter({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(() => meterSpecs(values, modelFor(language)), [values, language]);
  const trainer = useTrainer(ID, live, language, specs, meterEvaluation);
  const { group, liveRuns, recording, recordingState } = trainer;
  const [withRecorded, setWithRecorded] = useShared(`${ID}.withRecorded`, true);
  const runs = useEvaluated(trainer.runs);
  const results = useMemo(() => runs.flatMap((run) => resultOf(run) ?? []), [runs]);
  const behind = useMemo(() => {
    if (recording || !withRecorded || recordingState.status !== 'ready') return [];
    const { recording: kept } = recordingState;
    return kept.runs.flatMap((run) => resultOf(fromRecording(kept, run)) ?? []);
  }, [recording, withRecorded, recordingState]);

  return (
    <section className="widget forgetting-meter" aria-label={t('name')}>
      <Runs values={values} set={set} />
      <TrainControls group={group} runs={liveRuns} onTrain={trainer.train} />
      <MoreSettings
        widgetId={ID}
        now={t('moreNow', { steps: values.steps, batch: values.batch, seed: values.seed })}
      >
        <RunSettings params={WIDGET_PARAMS[ID]} values={values} set={set} />
      </MoreSettings>
      <TrainerNotes trainer={trainer} />
      <div className="meter-results">
        <div className="meter-plane">
          <Paths results={results} behind={behind} />
          {!recording && recordingState.status === 'ready' && (
            <Check label={t('withRecorded')} checked={withRecorded} onChange={setWithRecorded} />
          )}
        </div>
        <ResultTable results={results} />
      </div>
      <p className="finding">{finding(results, t, language)}</p>
      <TrainerFoot trainer={trainer} />
    </section>
  );
}
