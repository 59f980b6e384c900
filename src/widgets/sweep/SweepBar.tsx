/** @file Start, pause, resume, cancel and clear a sweep; and its state as text. */
import { useRef, useState } from 'react';
import { useEngineState } from '../../client/hooks.ts';
import { formatSeconds } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { doneCells, newSweep, type SweepPlan } from '../../sweeps/sweep.ts';
import { type SweepRunner, type SweepView, useSweep } from '../../sweeps/sweep-runner.ts';
import { errorMessage, messageTexts, progressMessage } from '../../wording/messages.ts';
import { storageTexts } from '../../wording/storage-texts.ts';
import { cellSetting } from './cell-texts.ts';
import { texts } from './texts.ts';

interface SweepBarProps {
  runner: SweepRunner;
  /** What Start would begin; null where the settings make no grid. */
  plan: SweepPlan | null;
  /** Why Start is locked: a sentence, shown when it is pressed anyway. */
  locked?: string | null;
  /** A recorded sweep is shown where there is none. */
  recorded?: boolean;
}

export function SweepBar({ runner, plan, locked, recorded }: SweepBarProps) {
  const t = useText(texts);
  const view = useSweep(runner);
  const [refused, setRefused] = useState(false);
  const primary = useRef<HTMLButtonElement>(null);
  const state = view.sweep?.state ?? 'ready';
  const isActive = state === 'running' || state === 'paused';

  function press() {
    if (state === 'running') return runner.pause();
    if (state === 'paused') return runner.resume();
    if (locked) return setRefused(true);
    setRefused(false);
    if (plan) runner.start(plan);
  }

  return (
    <div className="sweep-bar">
      <fieldset className="button-row" aria-label={t('controls')}>
        <button
          ref={primary}
          type="button"
          className="button button-primary"
          aria-disabled={(!isActive && (Boolean(locked) || plan === null)) || undefined}
          onClick={press}
        >
          {t(state === 'running' ? 'pause' : state === 'paused' ? 'resume' : view.sweep ? 'again' : 'start')}
        </button>
        {state === 'cancelled' && (
          <button type="button" className="button" onClick={() => runner.resume()}>
            {t('resume')}
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={!isActive}
          onClick={() => {
            runner.cancel();
            // A disabled button loses the focus to the page, where the next key would turn the slide.
            primary.current?.focus();
          }}
        >
          {t('cancel')}
        </button>
        {view.sweep && !isActive && (
          <button
            type="button"
            className="button button-quiet"
            onClick={() => {
              runner.clear();
              primary.current?.focus();
            }}
          >
            {t(recorded ? 'clearToRecording' : 'clear')}
          </button>
        )}
      </fieldset>
      {refused && locked && <p className="note">{locked}</p>}
      <SweepStatus view={view} plan={plan} />
    </div>
  );
}

/** Seconds since the current sweep was last started or resumed, and the cells done since. */
function useTimeLeft(view: SweepView): number | null {
  const since = useRef<{ at: number; share: number } | null>(null);
  const { sweep, step } = view;
  if (sweep?.state !== 'running') {
    since.current = null;
    return null;
  }
  const share = (doneCells(sweep) + step / sweep.plan.base.steps) / sweep.cells.length;
  const now = performance.now();
  since.current ??= { at: now, share };
  const gained = share - since.current.share;
  // Less than half a cell gives an unstable estimate.
  if (gained * sweep.cells.length < 0.5) return null;
  return ((now - since.current.at) / 1000 / gained) * (1 - share);
}

function SweepStatus({ view, plan }: { view: SweepView; plan: SweepPlan | null }) {
  const t = useText(texts);
  const language = useLanguage();
  const { progress, status } = useEngineState();
  const left = useTimeLeft(view);
  const storageText = useText(storageTexts);
  const { sweep, step, waiting, error, storage } = view;
  const shown = sweep ?? (plan && newSweep(plan));
  if (!shown) return null;
  const count = shown.cells.length;
  const done = doneCells(shown);
  const parts: string[] = [];
  if (!sweep) parts.push(t('idle', { count, steps: shown.plan.base.steps }));
  else if (sweep.state === 'running' && sweep.current !== null) {
    parts.push(
      t('running', {
        cell: done + 1,
        count,
        row: cellSetting(sweep.plan, sweep.current, 'rows', language),
        column: cellSetting(sweep.plan, sweep.current, 'columns', language),
        step,
        steps: sweep.plan.base.steps,
      }),
    );
    if (left !== null) parts.push(t('left', { time: formatSeconds(left) }));
    else if (progress) parts.push(progressMessage(progress, language));
    else if (status === 'opening') parts.push(messageTexts[language].opening);
  } else if (sweep.state === 'paused') {
    parts.push(t(sweep.current === null ? 'reopened' : 'paused', { done, count }));
  } else if (sweep.state === 'cancelled') parts.push(t('cancelled', { done, count }));
  else parts.push(t('finished', { count }));
  const where = parts.join(' · ');
  return (
    <>
      <div className="run-status" data-state={sweep?.state ?? 'ready'}>
        {sweep && (
          <progress
            max={1}
            value={(done + (sweep.current === null ? 0 : step / sweep.plan.base.steps)) / count}
            aria-label={t('controls')}
          />
        )}
        <p>{where}</p>
      </div>
      <div role="status">
        {waiting && <p className="note">{t('waiting')}</p>}
        {error && <p className="note note-bad">{errorMessage(error, language)}</p>}
        {storage && sweep && <p className="note note-warn">{storageText(storage)}</p>}
      </div>
    </>
  );
}
