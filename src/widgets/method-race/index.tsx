/**
 * @file The method race: any of the contenders on the same base, data and seed, a few at a time; what each reaches,
 * what it trains, what it forgets. The recorded race has all of them.
 */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { stepCurve } from '../../charts/curves.ts';
import { LossChart } from '../../charts/LossChart.tsx';
import type { Series } from '../../charts/series.ts';
import { useLatestGroup, useRuns } from '../../client/hooks.ts';
import { useLeaving } from '../../client/leaving.ts';
import { queueKey, trainInTurn } from '../../client/queue.ts';
import { type Language, useLanguage, useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { inGroups, raceSpecs } from '../../recipes/method-specs.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import type { MethodVariant } from '../../recipes/variants.ts';
import { Choice } from '../parts/Choice.tsx';
import { MethodPlaces } from '../parts/MethodPlaces.tsx';
import { evaluatedSeries, lastStepOf, methodAppearance } from '../parts/run-series.ts';
import { useEvaluated } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useWarmUp } from '../parts/use-warm-up.ts';
import type { WidgetProps } from '../types.ts';
import { Contenders } from './Contenders.tsx';
import { finding } from './finding.ts';
import { MethodCard } from './MethodCard.tsx';
import { Plane } from './Planes.tsx';
import { RaceTable } from './RaceTable.tsx';
import { type RaceResult, resultsOf } from './results.ts';
import { texts } from './texts.ts';
import { useRace } from './use-race.ts';
import '../parts/parts.css';
import './method-race.css';

const ID = 'method-race';

export default function MethodRace({ live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const model = modelFor(language);
  useWarmUp(live, model);
  const group = useLatestGroup(ID);
  const liveRuns = useRuns(group);
  const race = useRace(ID, language);
  const [queued] = useShared(queueKey(ID), 0);
  const [tab, setTab] = useShared(`${ID}.tab`, 'pareto');
  const [absence, dismissAbsence] = useLeaving(ID, live);
  const results = useMemo(() => resultsOf(race.runs), [race.runs]);
  const evaluated = useEvaluated(race.runs);
  const measured = useMemo(() => resultsOf(evaluated), [evaluated]);
  const [about, setAbout] = useShared<MethodVariant | null>(`${ID}.about`, null);
  const described = results.find(({ id }) => id === about);
  const charted = results.filter(({ id }) => values.contenders.includes(id));

  function train() {
    dismissAbsence();
    race.setSource('live');
    trainInTurn(
      ID,
      inGroups(raceSpecs(values, model)).map((runs) => ({
        runs,
        evaluation: evaluationFor(language, values.steps),
      })),
    );
  }

  const tabs = [
    {
      id: 'pareto',
      label: t('pareto'),
      panel: (
        <Plane
          key="parameters"
          results={measured}
          against="parameters"
          chosen={values.contenders}
          onPick={setAbout}
        />
      ),
    },
    {
      id: 'forgetting',
      label: t('forgetting'),
      panel: (
        <Plane
          key="forgetting"
          results={measured}
          against="forgetting"
          chosen={values.contenders}
          onPick={setAbout}
        />
      ),
    },
    {
      id: 'curves',
      label: t('curves'),
      panel: <CurvesPanel results={charted} steps={values.steps} language={language} />,
    },
    {
      id: 'places',
      label: tParts('places'),
      panel: (
        <MethodPlaces
          methods={raceSpecs(values, model).map(({ name, spec }) => ({ id: name, method: spec.method }))}
        />
      ),
    },
    {
      id: 'table',
      label: t('table'),
      panel: <RaceTable results={results} about={described?.id ?? null} onPick={setAbout} />,
    },
  ];

  return (
    <section className="widget method-race" aria-label={t('name')}>
      <div className="race-grid">
        <div className="widget-column">
          <TrainControls group={group} runs={liveRuns} onTrain={train} />
          {queued > 0 && <p className="hint">{t('queued', { n: queued })}</p>}
          <Contenders values={values} set={set} />
          {race.hasBoth && (
            <Choice
              label={t('source')}
              value={race.source}
              options={[
                { value: 'recorded', label: t('recorded') },
                { value: 'live', label: t('live') },
              ]}
              onChange={race.setSource}
            />
          )}
          <TrainerNotes
            trainer={{
              owner: ID,
              group,
              liveRuns,
              model,
              absence: absence?.groupId === group?.groupId ? absence : null,
              dismissAbsence,
            }}
          />
          {described ? (
            <MethodCard
              result={described}
              full={results.find(({ id }) => id === 'full')?.milliseconds ?? null}
              close={() => setAbout(null)}
            />
          ) : (
            <>
              <p className="finding">{finding(measured, t, language)}</p>
              <p className="hint">
                {t('rates')}
                {results.length > 0 && ` ${t('pick')}`}
              </p>
            </>
          )}
        </div>
        <div className="widget-column">
          <Tabs label={t('views')} chosen={tab} choose={setTab} tabs={tabs} />
        </div>
      </div>
      <TrainerFoot trainer={{ ...race, liveRuns }} />
    </section>
  );
}

interface CurvesPanelProps {
  results: readonly RaceResult[];
  steps: number;
  language: Language;
}

function CurvesPanel({ results, steps, language }: CurvesPanelProps) {
  const t = useText(texts);
  if (results.length === 0) return <p className="empty">{t('noCurves')}</p>;
  const runs = results.map(({ run }) => run);
  const match = evaluatedSeries(runs, 'heldOutExactMatch', (run) => ({
    ...methodAppearance(run.spec, language),
    quantity: 'heldOut',
  }));
  const loss = runs.map(
    (run): Series => ({
      id: `${run.key}/loss`,
      ...methodAppearance(run.spec, language),
      quantity: 'training',
      points: stepCurve(run.steps, run.stepCount, 'loss'),
    }),
  );
  return (
    <div className="race-curves">
      <AccuracyChart name={t('curveChart')} series={match} lastStep={lastStepOf(runs, steps)} />
      <LossChart name={t('lossChart')} series={loss} lastStep={lastStepOf(runs, steps)} />
    </div>
  );
}
