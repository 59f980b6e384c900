/**
 * @file SFT live: full fine-tuning on question answering, live. Loss, held-out exact match,
 * answers and one example's likelihood come from the same run.
 */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { LossChart } from '../../charts/LossChart.tsx';
import { isUnfinished } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { modelFor, sftSpec } from '../../recipes/defaults.ts';
import { Compared } from '../parts/Compared.tsx';
import { lastStepOf } from '../parts/run-series.ts';
import { useEvaluated } from '../parts/shown-run.ts';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Controls } from './Controls.tsx';
import { lossCurves, matchCurves } from './curves.ts';
import { useDrawnGuess } from './drawn-guess.ts';
import { finding } from './finding.ts';
import { Panels } from './Panels.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './sft-live.css';

const ID = 'sft-live';

export default function SftLive({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(
    () => [{ name: 'full', spec: sftSpec(values, modelFor(language)) }],
    [values, language],
  );
  const trainer = useTrainer(ID, live, language, specs);
  const { group, runs, liveRuns } = trainer;
  const run = runs[0];
  const liveRun = liveRuns[0];
  const before = trainer.previous[0];

  const drawn = useDrawnGuess(run, language);
  const loss = useMemo(
    () => [...lossCurves(runs, before, language), ...(drawn ? [drawn] : [])],
    [runs, before, language, drawn],
  );
  const evaluated = useEvaluated(runs);
  const match = useMemo(() => matchCurves(evaluated, language), [evaluated, language]);

  const diverged = liveRun?.divergence;

  return (
    <section className="widget sft-live" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column sft-controls">
          <Controls values={values} set={set} />
          <TrainControls group={group} runs={liveRuns} onTrain={trainer.train} />
          <TrainerNotes trainer={trainer}>
            {before && liveRun && <Compared a={before.spec} b={liveRun.spec} />}
          </TrainerNotes>
        </div>
        <div className="widget-column sft-curves">
          <LossChart
            name={t('lossChart')}
            series={loss}
            lastStep={lastStepOf(runs, values.steps)}
            mark={diverged ? { step: diverged.step, label: t('divergedAt') } : null}
          />
          <AccuracyChart name={t('matchChart')} series={match} lastStep={lastStepOf(runs, values.steps)} />
        </div>
        <div className="widget-column sft-panels">
          <Panels run={evaluated[0]} model={trainer.model} maskPrompt={!values.promptLoss} />
        </div>
      </div>
      <p className="finding">{finding(run, !isUnfinished(group), t)}</p>
      <TrainerFoot trainer={trainer} />
    </section>
  );
}
