/** @file The second zone: the run under way and the curves of all chosen ones, under one crosshair. */
import { useMemo } from 'react';
import { AccuracyChart } from '../charts/AccuracyChart.tsx';
import { evaluationCurve, stepCurve } from '../charts/curves.ts';
import { LossChart } from '../charts/LossChart.tsx';
import type { CurvePoint, Quantity, Series } from '../charts/series.ts';
import { engine } from '../client/engine-store.ts';
import { useEngine } from '../client/hooks.ts';
import { type Language, useLanguage, useText } from '../page/language.ts';
import { modelFor } from '../recipes/defaults.ts';
import { DeviceNotice } from '../widgets/parts/DeviceNotice.tsx';
import { EngineNotice } from '../widgets/parts/EngineNotice.tsx';
import { RunStatus } from '../widgets/parts/RunStatus.tsx';
import type { ShownRun } from '../widgets/parts/shown-run.ts';
import { labRunName } from './names.ts';
import { isOver, type LabRun } from './runs/runs.ts';
import { LAB, lab, useLab } from './runs/store.ts';
import { shownOf, useLiveRun } from './shown.ts';
import { texts } from './texts.ts';

interface Drawn {
  run: LabRun;
  shown: ShownRun;
}

function seriesOf(
  drawn: readonly Drawn[],
  quantity: Quantity,
  language: Language,
  curve: (shown: ShownRun) => CurvePoint[],
  word = '',
): Series[] {
  return drawn.map(({ run, shown }) => ({
    id: `${run.id}/${quantity}`,
    label: labRunName(run, language) + (word && ` · ${word}`),
    kind: 'other',
    // The look depends on the run's number, so it is the same whatever else is drawn.
    tone: run.number - 1,
    quantity,
    points: curve(shown),
  }));
}

export function Watch() {
  const t = useText(texts);
  const language = useLanguage();
  const { runs } = useLab();
  const live = useLiveRun(runs);
  const drawn = useMemo(
    () =>
      runs.flatMap((run): Drawn[] => {
        const shown = run.shown ? shownOf(run, live) : null;
        return shown ? [{ run, shown }] : [];
      }),
    [runs, live],
  );
  const lastStep = Math.max(0, ...drawn.map(({ run }) => run.spec.steps)) || 200;
  // With many runs only the held-out curves: two lines per run would be unreadable.
  const few = drawn.length <= 3;
  const loss = [
    ...(few || drawn.length === 0
      ? seriesOf(drawn, 'training', language, (one) => stepCurve(one.steps, one.stepCount, 'loss'))
      : []),
    ...seriesOf(
      drawn,
      'heldOut',
      language,
      (one) => evaluationCurve(one.evaluations, one.evaluationCount, 'validationLoss'),
      t('validation'),
    ),
  ];
  const match = seriesOf(drawn, 'heldOut', language, (one) =>
    evaluationCurve(one.evaluations, one.evaluationCount, 'heldOutExactMatch'),
  );
  const forgetting = seriesOf(drawn, 'pretraining', language, (one) =>
    evaluationCurve(one.evaluations, one.evaluationCount, 'pretrainingLoss'),
  );
  return (
    <section className="lab-zone lab-watch widget" aria-labelledby="lab-watch">
      <h2 id="lab-watch">{t('watch')}</h2>
      <Now />
      <div className="lab-page-charts">
        <LossChart name={t('lossChart')} series={loss} lastStep={lastStep} crosshair={LAB} />
        <AccuracyChart name={t('matchChart')} series={match} lastStep={lastStep} crosshair={LAB} />
        <LossChart name={t('forgettingChart')} series={forgetting} lastStep={lastStep} crosshair={LAB} />
      </div>
      {runs.length > 0 && drawn.length === 0 && <p className="hint">{t('noneShown')}</p>}
    </section>
  );
}

/** The run under way, with the buttons that it needs. */
function Now() {
  const t = useText(texts);
  const language = useLanguage();
  const { runs, waiting, halted } = useLab();
  const current = runs.find(({ phase }) => phase === 'training');
  const queued = runs.filter(({ phase }) => phase === 'waiting').length;
  const group = useEngine((store) => (current ? store.records.latestGroup(LAB) : undefined));
  const run = useEngine((store) => store.records.runs.get(current?.runId ?? ''));
  const paused = group?.state === 'paused';
  const model = current?.spec.model ?? modelFor(language);
  return (
    <div className="lab-now">
      {current ? (
        <>
          <p className="lab-now-name">{t('now', { run: labRunName(current, language) })}</p>
          <fieldset className="button-row" aria-label={t('controls')}>
            <button
              type="button"
              className="button"
              disabled={group?.state !== 'running' && !paused}
              onClick={() => (paused ? engine.resume(group.groupId) : engine.pause(group!.groupId))}
            >
              {t(paused ? 'resume' : 'pause')}
            </button>
            <button type="button" className="button" onClick={() => lab.stop(current.id)}>
              {t('stop')}
            </button>
          </fieldset>
          <RunStatus group={group} runs={run ? [run] : []} />
        </>
      ) : (
        <p className="hint">{t(runs.some(isOver) ? 'nothingTraining' : 'idle')}</p>
      )}
      <div role="status" className="lab-now-notes">
        {queued > 0 && <span>{t('queued', { count: queued })}</span>}
        {waiting && <span>{t('waitingFor')}</span>}
        {halted && queued > 0 && (
          <span>
            {halted === 'failed' ? t('halted') : t('reopened', { count: queued })}{' '}
            <button type="button" className="button is-small" onClick={() => lab.goOn()}>
              {t('goOn')}
            </button>
          </span>
        )}
      </div>
      <EngineNotice group={group} model={model} />
      <DeviceNotice />
    </div>
  );
}
