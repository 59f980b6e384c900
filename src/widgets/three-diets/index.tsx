/**
 * @file The three diets: one base, the same questions, three ways of answering them (after FLAN, Alpaca and
 * OpenAssistant), trained side by side; their style measured; and settings for the quality of all three.
 */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { isUnfinished } from '../../client/state.ts';
import { DIETS } from '../../data/sources.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { dietEvaluation, dietSpecs } from '../../recipes/data-specs.ts';
import { languageOf, modelFor, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { lastStepOf, tonedSeries } from '../parts/run-series.ts';
import { ShareButton } from '../parts/ShareButton.tsx';
import { useEvaluated } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Answers } from './Answers.tsx';
import { QualityControls } from './Controls.tsx';
import { finding, resultsOf } from './measures.ts';
import { StyleTable } from './StyleTable.tsx';
import { Sweeps } from './Sweeps.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './three-diets.css';

const ID = 'three-diets';
/** From where answers are of middle length, and long: characters in Chinese, words in English. */
const LENGTHS = { zh: { middle: 8, long: 16 }, en: { middle: 6, long: 12 } };

export default function ThreeDiets({ slideId, live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(() => dietSpecs(values, modelFor(language)), [values, language]);
  const trainer = useTrainer(ID, live, language, specs, dietEvaluation);
  const { group, runs, liveRuns } = trainer;
  const [guess, setGuess] = useGuess(ID);
  const [tab, setTab] = useShared(`${ID}.tab`, 'answers');
  const evaluated = useEvaluated(runs);
  const results = useMemo(() => resultsOf(evaluated), [evaluated]);
  const match = useMemo(
    () =>
      tonedSeries(evaluated, 'heldOutExactMatch', ({ name }) => {
        const diet = DIETS.find((one) => one === name);
        return diet ? texts[language][diet] : name;
      }),
    [evaluated, language],
  );
  const outcomes: Outcome[] = [
    { id: 'short', label: t('short'), from: 0, to: LENGTHS[language].middle },
    { id: 'middle', label: t('middle'), from: LENGTHS[language].middle, to: LENGTHS[language].long },
    { id: 'long', label: t('long'), from: LENGTHS[language].long, to: 1000 },
  ];
  const reached = group?.state === 'done' ? results.find(({ diet }) => diet === 'oasst') : undefined;
  const predicts = !isHidden('predict');
  const mustGuess = predicts && guess === null && !group;
  // Runs outlive a switch of language; their questions are in the language they were trained in.
  const asked = runs[0] ? languageOf(runs[0].spec.model) : language;

  return (
    <section className="widget three-diets" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column">
          <TrainControls
            group={group}
            runs={liveRuns}
            onTrain={trainer.train}
            locked={mustGuess ? tParts('guessToTrain') : null}
          />
          <QualityControls values={values} set={set} />
          <p className="hint">{t('dialsHint')}</p>
          <MoreSettings widgetId={ID} now={t('moreNow', { steps: values.steps, seed: values.seed })}>
            <RunSettings params={WIDGET_PARAMS[ID]} values={values} set={set} />
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
              result={
                reached
                  ? {
                      value: reached.style.length,
                      text: t('lengthUnit', { length: reached.style.length.toFixed(1) }),
                    }
                  : null
              }
            />
          )}
          <UntilGuess on={mustGuess}>
            <Tabs
              label={t('panels')}
              chosen={tab}
              choose={setTab}
              tabs={[
                {
                  id: 'answers',
                  label: t('answers'),
                  panel: <Answers results={results} language={asked} />,
                },
                { id: 'style', label: t('style'), panel: <StyleTable results={results} /> },
                {
                  id: 'curves',
                  label: t('curves'),
                  panel: (
                    <AccuracyChart
                      name={t('matchChart')}
                      series={match}
                      lastStep={lastStepOf(runs, values.steps)}
                    />
                  ),
                },
                { id: 'sweeps', label: t('sweeps'), panel: <Sweeps /> },
              ]}
            />
          </UntilGuess>
        </div>
      </div>
      <UntilGuess on={mustGuess} further>
        <p className="finding">{finding(results, t)}</p>
      </UntilGuess>
      <TrainerFoot trainer={trainer}>
        {!isHidden('share') && <ShareButton widgetId={ID} slideId={slideId} />}
      </TrainerFoot>
    </section>
  );
}
