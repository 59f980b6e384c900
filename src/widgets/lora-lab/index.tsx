/**
 * @file The LoRA lab: LoRA against full fine-tuning on the same seed and batches, with every setting in the
 * reader's hand.
 */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { LossChart } from '../../charts/LossChart.tsx';
import { useModel } from '../../client/hooks.ts';
import { isUnfinished } from '../../client/state.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { loraParameters, useModelSizes } from '../../page/model-config.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { labSpecs, modelFor } from '../../recipes/defaults.ts';
import { Compared } from '../parts/Compared.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { evaluationSeries, lastStepOf, lossSeries } from '../parts/run-series.ts';
import { ShareButton } from '../parts/ShareButton.tsx';
import { useEvaluated } from '../parts/shown-run.ts';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Controls, MoreControls, Targets } from './Controls.tsx';
import { finding, gap } from './finding.ts';
import { Panels } from './Panels.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './lora-lab.css';

const ID = 'lora-lab';

export default function LoraLab({ slideId, live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(() => labSpecs(values, modelFor(language)), [values, language]);
  const trainer = useTrainer(ID, live, language, specs);
  const { group, runs, liveRuns, model } = trainer;
  const [guess, setGuess] = useGuess(ID);
  const lora = liveRuns.find(({ name }) => name === 'lora');
  const before = trainer.previous.find(({ name }) => name === 'lora');

  const loss = useMemo(() => {
    const { training, validation } = texts[language];
    return lossSeries(runs, { training, validation }, language);
  }, [runs, language]);
  const evaluated = useEvaluated(runs);
  const match = useMemo(
    () => evaluationSeries(evaluated, 'heldOutExactMatch', texts[language].validation, language),
    [evaluated, language],
  );
  const forgetting = useMemo(
    () => evaluationSeries(evaluated, 'pretrainingLoss', texts[language].forgettingChart, language),
    [evaluated, language],
  );

  const sizes = useModelSizes(model);
  const total = useModel(model)?.info?.parameters ?? runs[0]?.facts?.totalParameters;
  const share = sizes && total ? loraParameters(values.r, values.targets, sizes) / total : null;
  const outcomes: Outcome[] = [
    { id: 'lower', label: t('lower'), from: -1, to: -0.1 },
    { id: 'equal', label: t('equal'), from: -0.1, to: 0.1 },
    { id: 'higher', label: t('higher'), from: 0.1, to: 1.01 },
  ];
  const reached = group?.state === 'done' ? gap(runs) : null;
  const predicts = values.race && !isHidden('predict');
  const mustGuess = predicts && guess === null && !group;
  const lastStep = lastStepOf(runs, values.steps);
  const diverged = liveRuns.find(({ divergence }) => divergence)?.divergence;

  return (
    <section className="widget lora-lab" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column lab-controls">
          <Controls values={values} set={set} />
          <Targets values={values} set={set} />
          <MoreSettings
            widgetId={ID}
            now={t('moreNow', { steps: values.steps, batch: values.batch, seed: values.seed })}
          >
            <MoreControls values={values} set={set} />
          </MoreSettings>
          <TrainControls
            group={group}
            runs={liveRuns}
            onTrain={trainer.train}
            locked={mustGuess ? tParts('guessToTrain') : null}
          />
          <TrainerNotes trainer={trainer}>
            {before && lora && <Compared a={before.spec} b={lora.spec} />}
          </TrainerNotes>
        </div>
        <div className="widget-column lab-results">
          {predicts && (
            <Prediction
              question={share === null ? t('questionPlain') : t('question', { share: formatShare(share) })}
              outcomes={outcomes}
              guess={guess}
              setGuess={setGuess}
              closed={isUnfinished(group)}
              result={
                reached && {
                  value: reached.value,
                  text: t('resultPair', { lora: formatShare(reached.lora), full: formatShare(reached.full) }),
                }
              }
            />
          )}
          <UntilGuess on={mustGuess}>
            <div className="lab-charts">
              <LossChart
                name={t('lossChart')}
                series={loss}
                lastStep={lastStep}
                mark={diverged ? { step: diverged.step, label: t('divergedAt') } : null}
              />
              <AccuracyChart name={t('matchChart')} series={match} lastStep={lastStep} />
              <LossChart name={t('forgettingChart')} series={forgetting} lastStep={lastStep} />
            </div>
          </UntilGuess>
          <Panels values={values} runs={runs} liveRuns={liveRuns} group={group} model={model} />
        </div>
      </div>
      <UntilGuess on={mustGuess} further>
        <p className="finding">{finding(runs, t)}</p>
      </UntilGuess>
      <TrainerFoot trainer={trainer}>
        {!isHidden('share') && <ShareButton widgetId={ID} slideId={slideId} />}
      </TrainerFoot>
    </section>
  );
}
