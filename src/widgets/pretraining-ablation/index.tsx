/** @file With and without pretraining: the same SFT data from the base and from random weights, by number of examples. */
import { useMemo } from 'react';
import { AccuracyChart } from '../../charts/AccuracyChart.tsx';
import { type Bar, Bars } from '../../charts/Bars.tsx';
import type { Series } from '../../charts/series.ts';
import { useOwnRuns, useThrottled } from '../../client/hooks.ts';
import { queueKey, trainInTurn } from '../../client/queue.ts';
import { isActive, isUnfinished } from '../../client/state.ts';
import { UntilGuess } from '../../deck/parts/UntilGuess.tsx';
import { formatRate, formatShare } from '../../page/format.ts';
import { type Language, useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import {
  ABLATION_SIZES,
  ablationSpecs,
  DEFAULT_FULL_RATE,
  DEFAULT_SPEC,
  modelFor,
  RANDOM_RATE,
  WIDGET_PARAMS,
} from '../../recipes/defaults.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import { Choice } from '../parts/Choice.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { InterruptedNote } from '../parts/InterruptedNote.tsx';
import { AbsenceNote, LeavingChoice } from '../parts/Leaving.tsx';
import { Prediction, useGuess } from '../parts/Prediction.tsx';
import { evaluatedSeries, lastStepOf } from '../parts/run-series.ts';
import { SeedField } from '../parts/SeedField.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { type ShownRun, shownRuns, useEvaluated } from '../parts/shown-run.ts';
import { TrainControls } from '../parts/TrainControls.tsx';
import { partTexts } from '../parts/texts.ts';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { resultsOf, type SizeResult } from './results.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './pretraining-ablation.css';

const ID = 'pretraining-ablation';

export default function PretrainingAblation({ live }: WidgetProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const language = useLanguage();
  const [values, set] = useParams(ID);
  const model = modelFor(language);
  const specs = useMemo(() => ablationSpecs(values.size, model, values.seed), [values, model]);
  const trainer = useTrainer(ID, live, language, specs);
  const { group, liveRuns, recording } = trainer;
  const [guess, setGuess] = useGuess(ID);
  const [queued] = useShared(queueKey(ID), 0);
  const all = useThrottled(useOwnRuns(ID), 200);

  const shown = useMemo(() => shownRuns(recording, all), [recording, all]);
  const results = useMemo(() => resultsOf(shown), [shown]);
  // A recording holds every size; its chart shows the one that is chosen.
  const charted = recording ? shown.filter(({ name }) => name.endsWith(`-${values.size}`)) : trainer.runs;
  const evaluated = useEvaluated(charted);
  const series = useMemo(() => curves(evaluated, language), [evaluated, language]);
  const [current] = group ? liveRuns : [];
  const currentSize = current?.name.split('-')[1];
  const here = results.find(({ size }) => size === (recording ? values.size : currentSize)) ?? results.at(-1);
  const reached = group?.state === 'done' ? here?.random?.heldOutExactMatch : undefined;
  const mustGuess = guess === null && !group && !isHidden('predict');

  function trainAll() {
    const groups = ABLATION_SIZES.map((size) => ({
      runs: ablationSpecs(size, model, values.seed),
      evaluation: evaluationFor(language, DEFAULT_SPEC.steps),
    }));
    trainInTurn(ID, groups);
  }

  return (
    <section className="widget pretraining-ablation" aria-label={t('name')}>
      <div className="ablation-controls">
        <Choice
          label={t('size')}
          value={values.size}
          options={ABLATION_SIZES.map((size) => ({ value: size, label: size === 'all' ? t('all') : size }))}
          onChange={(size) => set({ size })}
        />
        <SeedField param={WIDGET_PARAMS[ID].seed} value={values.seed} onChange={(seed) => set({ seed })} />
      </div>
      <TrainControls
        group={group}
        runs={liveRuns}
        onTrain={trainer.train}
        locked={mustGuess ? tParts('guessToTrain') : null}
      >
        <button type="button" className="button" disabled={isActive(group) || mustGuess} onClick={trainAll}>
          {t('trainAll')}
        </button>
        {queued > 0 && <span className="hint">{t('queued', { n: queued })}</span>}
      </TrainControls>
      {!isHidden('predict') && (
        <Prediction
          question={t('question')}
          outcomes={[
            { id: 'tenth', label: t('tenth'), from: 0, to: 0.1 },
            { id: 'half', label: t('half'), from: 0.1, to: 0.5 },
            { id: 'most', label: t('most'), from: 0.5, to: 1.01 },
          ]}
          guess={guess}
          setGuess={setGuess}
          closed={isUnfinished(group)}
          result={reached === undefined ? null : { value: reached, text: formatShare(reached) }}
        />
      )}
      <UntilGuess on={mustGuess}>
        <div className="ablation-results">
          <AccuracyChart
            name={t('chart')}
            series={series}
            lastStep={lastStepOf(charted, DEFAULT_SPEC.steps)}
          />
          <BySize results={results} />
        </div>
        <p className="finding">{here ? <Finding result={here} /> : t('waiting')}</p>
      </UntilGuess>
      <InterruptedNote owner={ID} />
      <EngineNotice group={group} model={trainer.model} />
      <AbsenceNote absence={trainer.absence} dismiss={trainer.dismissAbsence} />
      <p className="hint">
        {t('rates', { pretrained: formatRate(DEFAULT_FULL_RATE), random: formatRate(RANDOM_RATE) })}
      </p>
      <div className="widget-foot">
        <SourceNote
          recording={recording}
          state={trainer.recordingState}
          liveSeed={current ? current.spec.seed : null}
        />
        <LeavingChoice />
        <DeviceNotice />
      </div>
    </section>
  );
}

function curves(runs: readonly ShownRun[], language: Language): Series[] {
  return evaluatedSeries(runs, 'heldOutExactMatch', ({ spec }) => {
    const start = spec.init === 'random' ? 'random' : 'pretrained';
    return {
      label: texts[language][start],
      kind: start === 'random' ? 'random' : 'full',
      quantity: 'heldOut',
    };
  });
}

function BySize({ results }: { results: readonly SizeResult[] }) {
  const t = useText(texts);
  return (
    <div className="by-size">
      <p className="chart-name">{t('bars')}</p>
      {results.length === 0 && <p className="empty">{t('empty')}</p>}
      <ul>
        {results.map(({ size, pretrained, random }) => {
          const name = size === 'all' ? t('sizeAll') : t('sizeName', { n: size });
          const bars = [
            pretrained && { id: 'pretrained', kind: 'full', value: pretrained.heldOutExactMatch },
            random && { id: 'random', kind: 'random', value: random.heldOutExactMatch },
          ].flatMap((bar) => (bar ? [{ ...bar, label: t(bar.id as 'pretrained' | 'random') } as Bar] : []));
          return (
            <li key={size}>
              <span className="hint">{name}</span>
              <Bars name={name} bars={bars} format={formatShare} full={1} bare />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A gap that chance on some sixty questions does not make. */
const CLEAR_GAP = 0.3;

function Finding({ result }: { result: SizeResult }) {
  const t = useText(texts);
  const { size, pretrained, random } = result;
  if (!pretrained || !random) return t('waiting');
  const parts = [
    t('finding', {
      size: size === 'all' ? t('sizeAll') : t('sizeName', { n: size }),
      steps: pretrained.step,
      pretrained: formatShare(pretrained.heldOutExactMatch),
      random: formatShare(random.heldOutExactMatch),
    }),
    t('seen', {
      pretrained: formatShare(pretrained.seenExactMatch),
      random: formatShare(random.seenExactMatch),
    }),
  ];
  if (pretrained.heldOutExactMatch - random.heldOutExactMatch > CLEAR_GAP) parts.push(t('cause'));
  return parts.join(' ');
}
