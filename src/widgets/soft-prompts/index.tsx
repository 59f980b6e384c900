/**
 * @file Soft prompts: prompt tuning, prefix tuning and P-tuning v2 beside LoRA, with the number of virtual tokens in
 * the reader's hand, and what the learned vectors lie nearest to.
 */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { isUnfinished } from '../../client/state.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { inspectingEvaluation, softSpecs } from '../../recipes/method-specs.ts';
import { MethodPlaces } from '../parts/MethodPlaces.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { evaluatedSeries, lastStepOf, methodAppearance } from '../parts/run-series.ts';
import { useEvaluated } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Kinds, MoreControls } from './Controls.tsx';
import { finding } from './finding.ts';
import { Lengths } from './Lengths.tsx';
import { Nearest } from './Nearest.tsx';
import { Numbers } from './Numbers.tsx';
import { shareOfLora } from './results.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './soft-prompts.css';

const ID = 'soft-prompts';

export default function SoftPrompts({ live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(() => softSpecs(values, modelFor(language)), [values, language]);
  const trainer = useTrainer(ID, live, language, specs, inspectingEvaluation);
  const { group, liveRuns } = trainer;
  const [tab, setTab] = useShared(`${ID}.tab`, 'nearest');
  const runs = useEvaluated(trainer.runs);
  // Recorded runs of other lengths are named for their length.
  const compared = useMemo(() => runs.filter(({ name }) => !name.includes('-')), [runs]);
  const series = useMemo(
    () =>
      evaluatedSeries(compared, 'heldOutExactMatch', ({ spec }) => ({
        ...methodAppearance(spec, language),
        quantity: 'heldOut',
      })),
    [compared, language],
  );
  const prompt = compared.find(({ spec }) => spec.method.name === 'prompt');
  const [guess, setGuess] = useGuess(ID);
  const predicts = !isHidden('predict');
  const mustGuess = predicts && guess === null && !group;
  const share = shareOfLora(compared);
  const outcomes: Outcome[] = [
    { id: 'third', label: t('third'), from: 0, to: 1 / 3 },
    { id: 'between', label: t('between'), from: 1 / 3, to: 2 / 3 },
    { id: 'most', label: t('most'), from: 2 / 3, to: Number.POSITIVE_INFINITY },
  ];

  const tabs = [
    { id: 'nearest', label: t('nearest'), panel: <Nearest run={prompt} /> },
    { id: 'lengths', label: t('lengths'), panel: <Lengths runs={runs} /> },
    {
      id: 'places',
      label: tParts('places'),
      panel: <MethodPlaces methods={specs.map(({ name, spec }) => ({ id: name, method: spec.method }))} />,
    },
    { id: 'numbers', label: t('numbers'), panel: <Numbers runs={runs} /> },
  ];

  return (
    <section className="widget soft-prompts" aria-label={t('name')}>
      <Kinds values={values} set={set} />
      <TrainControls
        group={group}
        runs={liveRuns}
        onTrain={trainer.train}
        locked={mustGuess ? tParts('guessToTrain') : null}
      />
      {predicts && (
        <Prediction
          question={t('question')}
          outcomes={outcomes}
          guess={guess}
          setGuess={setGuess}
          closed={isUnfinished(group)}
          result={share === null ? null : { value: share, text: formatShare(share) }}
        />
      )}
      <MoreSettings
        widgetId={ID}
        now={t('moreNow', { steps: values.steps, batch: values.batch, seed: values.seed })}
      >
        <MoreControls values={values} set={set} />
      </MoreSettings>
      <TrainerNotes trainer={trainer} />
      <UntilGuess on={mustGuess}>
        <div className="soft-results">
          <AccuracyChart name={t('chart')} series={series} lastStep={lastStepOf(compared, values.steps)} />
          <Tabs label={t('views')} chosen={tab} choose={setTab} tabs={tabs} />
        </div>
        <p className="finding">{finding(compared, t, language)}</p>
      </UntilGuess>
      <TrainerFoot trainer={trainer} />
    </section>
  );
}
