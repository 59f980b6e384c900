/**
 * @file The forgetting meter: how much of the pretraining text a run forgets while it learns the task, by method and
 * learning rate. Two runs side by side; the recording holds two methods at four rates each.
 */
import { useMemo } from 'react';
import { isUnfinished } from '../../client/state.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { meterEvaluation, meterSpecs } from '../../recipes/method-specs.ts';
import { Check } from '../parts/Check.tsx';
import { Choice } from '../parts/Choice.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { fromRecording, useEvaluated } from '../parts/shown-run.ts';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Replay, Runs } from './Controls.tsx';
import { finding } from './finding.ts';
import { Paths } from './Paths.tsx';
import { ResultTable } from './ResultTable.tsx';
import { filterByView, forgettingRatio, resultOf, VIEWS, type View } from './results.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './forgetting-meter.css';

const ID = 'forgetting-meter';

export default function ForgettingMeter({ live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(() => meterSpecs(values, modelFor(language)), [values, language]);
  const trainer = useTrainer(ID, live, language, specs, meterEvaluation);
  const { group, liveRuns, recording, recordingState } = trainer;
  const [withRecorded, setWithRecorded] = useShared(`${ID}.withRecorded`, true);
  const runs = useEvaluated(trainer.runs);
  const [view, setView] = useShared<View>(`${ID}.view`, 'rates');
  const [guess, setGuess] = useGuess(ID);
  const measured = useMemo(() => runs.flatMap((run) => resultOf(run) ?? []), [runs]);
  const results = useMemo(
    () => (recording ? filterByView(measured, view) : measured),
    [recording, measured, view],
  );
  const background = useMemo(() => {
    if (recording || !withRecorded || recordingState.status !== 'ready') return [];
    const recorded = recordingState.recording;
    return filterByView(
      recorded.runs.flatMap((run) => resultOf(fromRecording(recorded, run)) ?? []),
      view,
    );
  }, [recording, withRecorded, recordingState, view]);
  const predicts = !isHidden('predict');
  const mustGuess = predicts && guess === null && !group;
  const ratio = forgettingRatio(measured);
  const outcomes: Outcome[] = [
    { id: 'less', label: t('less'), from: -1, to: 0.8 },
    { id: 'same', label: t('same'), from: 0.8, to: 1.25 },
    { id: 'more', label: t('more'), from: 1.25, to: Number.POSITIVE_INFINITY },
  ];

  return (
    <section className="widget forgetting-meter" aria-label={t('name')}>
      <Runs values={values} set={set} />
      <div className="meter-train">
        <TrainControls
          group={group}
          runs={liveRuns}
          onTrain={trainer.train}
          locked={mustGuess ? tParts('guessToTrain') : null}
        />
        <Replay values={values} set={set} />
      </div>
      {predicts && (
        <Prediction
          question={t('question')}
          outcomes={outcomes}
          guess={guess}
          setGuess={setGuess}
          closed={isUnfinished(group)}
          result={ratio === null ? null : { value: ratio, text: t('ratio', { times: ratio.toFixed(1) }) }}
        />
      )}
      <MoreSettings
        widgetId={ID}
        now={t('moreNow', { steps: values.steps, batch: values.batch, seed: values.seed })}
      >
        <RunSettings params={WIDGET_PARAMS[ID]} values={values} set={set} />
      </MoreSettings>
      <TrainerNotes trainer={trainer} />
      <UntilGuess on={mustGuess}>
        <div className="meter-results">
          <div className="meter-plane">
            {recordingState.status === 'ready' && (recording || withRecorded) && (
              <Choice
                quietLabel
                label={t('view')}
                value={view}
                options={VIEWS.map((value) => ({ value, label: t(value === 'replay' ? 'byReplay' : value) }))}
                onChange={setView}
              />
            )}
            <Paths results={results} background={background} />
            {!recording && recordingState.status === 'ready' && (
              <Check label={t('withRecorded')} checked={withRecorded} onChange={setWithRecorded} />
            )}
          </div>
          <ResultTable results={results} />
        </div>
        <p className="finding">{finding(results, t, language)}</p>
      </UntilGuess>
      <TrainerFoot trainer={trainer} />
    </section>
  );
}
