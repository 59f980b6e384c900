/** @file One limit: two runs that differ in one setting, trained together, and their results. */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { canAnswer, isUnfinished } from '../../client/state.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { limitEvaluation, limitQuestions, limitSpecs } from '../../recipes/data-specs.ts';
import {
  type Limit,
  languageOf,
  modelFor,
  WIDGET_PARAMS,
  type WidgetValues,
} from '../../recipes/defaults.ts';
import { Ask, type Respondent } from '../parts/Ask.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { lastStepOf, tonedSeries } from '../parts/run-series.ts';
import { ShareButton } from '../parts/ShareButton.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useEvaluated } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Answers } from './Answers.tsx';
import { Figures } from './Figures.tsx';
import { finding, resultsOf } from './measures.ts';
import { type LimitText, texts } from './texts.ts';

const ID = 'confident-and-wrong';
const PARAMS = WIDGET_PARAMS[ID];

/** The curves shown for each limit. */
const CURVES: Record<
  Limit,
  readonly { quantity: 'seenExactMatch' | 'heldOutExactMatch'; name: LimitText }[]
> = {
  unknown: [{ quantity: 'heldOutExactMatch', name: 'heldOutChart' }],
  newFacts: [
    { quantity: 'seenExactMatch', name: 'seenChart' },
    { quantity: 'heldOutExactMatch', name: 'heldOutChart' },
  ],
  surface: [{ quantity: 'heldOutExactMatch', name: 'heldOutChart' }],
  leftOut: [{ quantity: 'heldOutExactMatch', name: 'leftOutChart' }],
};

interface ExperimentProps extends WidgetProps {
  limit: Limit;
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export function Experiment({ limit, values, set, slideId, live }: ExperimentProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const owner = `confident-${limit}`;
  const specs = useMemo(() => limitSpecs(limit, values, modelFor(language)), [limit, values, language]);
  const trainer = useTrainer(owner, live, language, specs, limitEvaluation(limit));
  const { group, runs, liveRuns, model } = trainer;
  const [guess, setGuess] = useGuess(owner);
  const [tab, setTab] = useShared(`${ID}.tab`, 'measures');
  const evaluated = useEvaluated(runs);
  const results = useMemo(() => resultsOf(limit, evaluated), [limit, evaluated]);
  const nameOf = (name: string) => t(`${limit}.${name}` as LimitText);
  const curves = useMemo(
    () =>
      CURVES[limit].map(({ quantity, name }) => ({
        name,
        series: tonedSeries(
          evaluated,
          quantity,
          (run) => texts[language][`${limit}.${run.name}` as LimitText],
        ),
      })),
    [limit, evaluated, language],
  );
  const predicts = limit === 'unknown' && !isHidden('predict');
  const mustGuess = predicts && guess === null && !group;
  const outcomes: Outcome[] = [
    { id: 'few', label: t('few'), from: 0, to: 0.3 },
    { id: 'half', label: t('half'), from: 0.3, to: 0.7 },
    { id: 'most', label: t('most'), from: 0.7, to: 1.01 },
  ];
  const invented = results[0]?.judged.filter(({ reference }) => reference === null) ?? [];
  const confident = invented.filter(({ kind }) => kind === 'confident').length / Math.max(1, invented.length);
  const lastStep = lastStepOf(runs, values.steps);
  const asked = liveRuns[0]?.spec.model ?? model;
  const respondents: Respondent[] = [
    { key: 'base', label: t('base'), runId: null },
    ...specs.map(({ name }) => {
      const run = liveRuns.find((one) => one.name === name);
      const absent = run && canAnswer(run) ? null : t(run?.discarded ? 'gone' : 'notTrained');
      return { key: name, label: nameOf(name), runId: run?.runId ?? null, absent };
    }),
  ];

  return (
    <>
      <p>{t(`${limit}What`)}</p>
      <div className="widget-grid">
        <div className="widget-column">
          <TrainControls
            group={group}
            runs={liveRuns}
            onTrain={trainer.train}
            locked={mustGuess ? tParts('guessToTrain') : null}
          />
          {limit === 'unknown' && (
            <Hideable name="unknown">
              <Slider
                label={t('share')}
                value={values.unknown}
                min={PARAMS.unknown.min}
                max={PARAMS.unknown.max}
                step={0.05}
                text={formatShare(values.unknown)}
                onChange={(unknown) => set({ unknown })}
              />
            </Hideable>
          )}
          {limit === 'newFacts' && (
            <Hideable name="fresh">
              <Slider
                label={t('freshShare')}
                value={values.fresh}
                min={PARAMS.fresh.min}
                max={PARAMS.fresh.max}
                step={0.05}
                text={formatShare(values.fresh)}
                onChange={(fresh) => set({ fresh })}
              />
            </Hideable>
          )}
          <MoreSettings widgetId={ID} now={t('moreNow', { steps: values.steps, seed: values.seed })}>
            <RunSettings params={PARAMS} values={values} set={set} />
          </MoreSettings>
          <TrainerNotes trainer={trainer} />
        </div>
        <div className="widget-column">
          {predicts && (
            <Prediction
              question={t('question')}
              outcomes={outcomes}
              guess={guess}
              setGuess={setGuess}
              closed={isUnfinished(group)}
              result={group?.state === 'done' ? { value: confident, text: formatShare(confident) } : null}
            />
          )}
          <UntilGuess on={mustGuess}>
            <Tabs
              label={t('panels')}
              chosen={tab}
              choose={setTab}
              tabs={[
                {
                  id: 'measures',
                  label: t('measures'),
                  panel: <Figures limit={limit} runs={runs} results={results} />,
                },
                { id: 'answers', label: t('answers'), panel: <Answers limit={limit} results={results} /> },
                {
                  id: 'curves',
                  label: t('curves'),
                  panel: (
                    <div className="limit-curves">
                      {curves.map(({ name, series }) => (
                        <AccuracyChart key={name} name={t(name)} series={series} lastStep={lastStep} />
                      ))}
                    </div>
                  ),
                },
                {
                  id: 'ask',
                  label: t('ask'),
                  panel: (
                    <>
                      <Ask
                        widgetId={owner}
                        model={asked}
                        respondents={respondents}
                        first={limitQuestions(limit, languageOf(asked))[0]!.prompt}
                        form="chat"
                      />
                      <p className="hint">{t('askHint')}</p>
                    </>
                  ),
                },
              ]}
            />
          </UntilGuess>
        </div>
      </div>
      <UntilGuess on={mustGuess} further>
        <p className="finding">{finding(limit, runs, results, t)}</p>
      </UntilGuess>
      <TrainerFoot trainer={trainer}>
        {!isHidden('share') && <ShareButton widgetId={ID} slideId={slideId} />}
      </TrainerFoot>
    </>
  );
}
