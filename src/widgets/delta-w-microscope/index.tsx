/**
 * @file The ΔW microscope: what full fine-tuning and LoRA add to a weight matrix, entry by entry and direction by
 * direction, while they train; which matrix changes most; and whether merging changes anything.
 */
import { useMemo } from 'react';
import { isActive, isUnfinished } from '../../client/state.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { inspectingEvaluation, microscopeSpecs } from '../../recipes/method-specs.ts';
import { MergeCheck } from '../parts/MergeCheck.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { type Outcome, Prediction, useGuess } from '../parts/Prediction.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useEvaluated } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { MatrixChoice, MoreControls } from './Controls.tsx';
import { finding } from './finding.ts';
import { Maps } from './Maps.tsx';
import { MatrixShares } from './MatrixShares.tsx';
import { energyOf, reportOf, snapshotAt, snapshotsOf } from './reports.ts';
import { Spectra } from './Spectra.tsx';
import { texts } from './texts.ts';
import { useMaps } from './use-maps.ts';
import '../parts/parts.css';
import './delta-w-microscope.css';

const ID = 'delta-w-microscope';

export default function DeltaWMicroscope({ live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const specs = useMemo(() => microscopeSpecs(values, modelFor(language)), [values, language]);
  const trainer = useTrainer(ID, live, language, specs, inspectingEvaluation);
  const { group, liveRuns, recording } = trainer;
  const runs = useEvaluated(trainer.runs);
  const [tab, setTab] = useShared(`${ID}.tab`, 'look');
  // null shows the newest.
  const [step, setStep] = useShared<number | null>(`${ID}.step`, null);

  const full = runs.find(({ name }) => name === 'full');
  const lora = runs.find(({ name }) => name === 'lora');
  const matrix = { layer: values.layer - 1, target: values.matrix };
  const pictures = useMaps(recording, liveRuns, matrix);
  const [ofFull, ofLora] = [snapshotAt(full, step), snapshotAt(lora, step)];
  const [fullReport, loraReport] = [reportOf(ofFull, matrix), reportOf(ofLora, matrix)];
  const steps = snapshotsOf(full).map((one) => one.step);
  const at = ofFull ? steps.indexOf(ofFull.step) : -1;
  const r = lora?.spec.method.name === 'lora' ? lora.spec.method.r : values.r;
  const adapted = lora?.spec.method.name === 'lora' && lora.spec.method.targets.includes(values.matrix);
  const matrixName = t('matrixName', { layer: values.layer, matrix: values.matrix });
  const labels = { full: t('full'), lora: `${t('lora')} r=${r}` };
  const [guess, setGuess] = useGuess(ID);
  const predicts = !isHidden('predict');
  const mustGuess = predicts && guess === null && !group;
  const ended = full && ofFull?.step === full.spec.steps && fullReport && fullReport.norm > 0;
  const energy = ended ? energyOf(fullReport.singularValues, r) : null;
  const outcomes: Outcome[] = [
    { id: 'little', label: t('little'), from: 0, to: 0.4 },
    { id: 'some', label: t('some'), from: 0.4, to: 0.8 },
    { id: 'nearlyAll', label: t('nearlyAll'), from: 0.8, to: 1.01 },
  ];

  const tabs = [
    {
      id: 'look',
      label: t('look'),
      panel: (
        <div className="microscope-look">
          <Maps pictures={pictures} adapted={adapted} />
          <div>
            {steps.length > 1 && (
              <Slider
                label={t('stepAt')}
                value={at}
                min={0}
                max={steps.length - 1}
                text={t('stepValue', { step: steps[at] ?? 0 })}
                onChange={(index) => setStep(index === steps.length - 1 ? null : (steps[index] ?? null))}
              />
            )}
            <Spectra
              name={t('spectrum', { layer: values.layer, matrix: values.matrix })}
              runs={[
                { key: 'full', label: labels.full, report: fullReport },
                { key: 'lora', label: labels.lora, report: loraReport },
              ]}
              r={r}
            />
          </div>
        </div>
      ),
    },
    {
      id: 'carriers',
      label: t('carriers'),
      panel: (
        <MatrixShares
          runs={[
            { key: 'full', label: labels.full, snapshot: ofFull },
            { key: 'lora', label: labels.lora, snapshot: ofLora },
          ]}
        />
      ),
    },
    {
      id: 'merge',
      label: t('merge'),
      panel: (
        <MergeCheck
          run={liveRuns.find(({ name }) => name === 'lora')}
          busy={isActive(group)}
          recorded={recording?.runs.find(({ name }) => name === 'lora')?.merge}
        />
      ),
    },
  ];

  return (
    <section className="widget delta-w-microscope" aria-label={t('name')}>
      <MatrixChoice values={values} set={set} />
      <div className="microscope-controls">
        <TrainControls
          group={group}
          runs={liveRuns}
          onTrain={trainer.train}
          locked={mustGuess ? tParts('guessToTrain') : null}
        />
        <MoreSettings
          widgetId={ID}
          now={t('moreNow', { r: values.r, steps: values.steps, seed: values.seed })}
        >
          <MoreControls values={values} set={set} />
        </MoreSettings>
      </div>
      <TrainerNotes trainer={trainer} />
      {predicts && (
        <Prediction
          question={t('question', { matrix: matrixName, r, of: fullReport?.singularValues.length ?? '–' })}
          outcomes={outcomes}
          guess={guess}
          setGuess={setGuess}
          closed={isUnfinished(group)}
          result={energy === null ? null : { value: energy, text: formatShare(energy) }}
        />
      )}
      <UntilGuess on={mustGuess}>
        <Tabs label={t('panels')} chosen={tab} choose={setTab} tabs={tabs} />
        <p className="finding">
          {finding(
            { full: ofFull, lora: ofLora, fullReport, loraReport, matrix: matrixName, r },
            t,
            language,
          )}
        </p>
      </UntilGuess>
      <TrainerFoot trainer={trainer} />
    </section>
  );
}
