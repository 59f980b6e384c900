/** @file The sweep: a grid of ranks and learning rates, trained cell by cell in front of the class. */
import { useEffect, useMemo } from 'react';
import { formatRate, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { newSweep } from '../../sweeps/sweep.ts';
import { recordedSweep, sweepPlan } from '../../sweeps/sweep-plan.ts';
import { sweepRunner, useSweep } from '../../sweeps/sweep-runner.ts';
import { Choice } from '../parts/Choice.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { ShareButton } from '../parts/ShareButton.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { partTexts } from '../parts/texts.ts';
import { useWarmUp } from '../parts/use-warm-up.ts';
import type { WidgetProps } from '../types.ts';
import { Controls } from './Controls.tsx';
import { finding, guessedCell } from './finding.ts';
import { SweepBar } from './SweepBar.tsx';
import { MEASURES, type ShownMeasure, SweepGrid } from './SweepGrid.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './sweep.css';

const ID = 'sweep';
/** Steps of a cell that the slider offers; addresses allow more. */
const MOST_STEPS = 400;

export default function SweepWidget({ slideId, live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const model = modelFor(language);
  const [values, set] = useParams(ID);
  const plan = useMemo(() => sweepPlan(values, model), [values, model]);
  const runner = sweepRunner(ID);
  const view = useSweep(runner);
  const recordingState = useRecording(recordingId(ID, language));
  const [measure, setMeasure] = useShared<ShownMeasure>(`${ID}.measure`, 'heldOutExactMatch');
  const [guess, setGuess] = useGuess(ID);
  useWarmUp(live, model);
  useEffect(() => void runner.open(), [runner]);

  const recording = !view.sweep && recordingState.status === 'ready' ? recordingState.recording : null;
  const shown = useMemo(() => {
    if (view.sweep) return view.sweep;
    return recording ? recordedSweep(recording) : newSweep(plan);
  }, [view.sweep, recording, plan]);
  const outcomes: Outcome[] = [
    { id: 'low', label: t('low'), from: 0, to: 2e-3 },
    { id: 'middle', label: t('middle'), from: 2e-3, to: 5e-3 },
    { id: 'high', label: t('high'), from: 5e-3, to: 1 },
  ];
  const predicts = !isHidden('predict');
  const found = guessedCell(view.sweep);

  return (
    <section className="widget sweep" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column sweep-controls">
          <Controls values={values} set={set} />
          <MoreSettings
            widgetId={ID}
            now={t('moreNow', { steps: values.steps, batch: values.batch, seed: values.seed })}
          >
            <RunSettings
              params={WIDGET_PARAMS[ID]}
              values={values}
              set={set}
              stepsLabel={t('steps')}
              mostSteps={MOST_STEPS}
            />
          </MoreSettings>
          <SweepBar
            recorded
            runner={runner}
            plan={plan}
            locked={predicts && guess === null && !view.sweep ? tParts('guessToTrain') : null}
          />
          <EngineNotice model={model} />
        </div>
        <div className="widget-column sweep-results">
          {predicts && (
            <Prediction
              question={t('question')}
              outcomes={outcomes}
              guess={guess}
              setGuess={setGuess}
              closed={view.sweep !== null}
              result={
                found && {
                  value: found.rate,
                  text: t('result', {
                    rank: found.rank,
                    rate: formatRate(found.rate),
                    match: formatShare(found.match),
                  }),
                }
              }
            />
          )}
          <Choice
            label={t('measure')}
            value={measure}
            options={MEASURES.map((value) => ({ value, label: t(value) }))}
            onChange={setMeasure}
          />
          <div className="sweep-grid">
            <SweepGrid sweep={shown} step={view.step} measure={measure} />
          </div>
        </div>
      </div>
      <p className="finding">{finding(shown, t, language)}</p>
      <div className="widget-foot">
        <SourceNote
          recording={recording}
          state={recordingState}
          liveSeed={view.sweep ? view.sweep.plan.base.seed : null}
        />
        {!isHidden('share') && <ShareButton widgetId={ID} slideId={slideId} />}
        <DeviceNotice />
      </div>
    </section>
  );
}
