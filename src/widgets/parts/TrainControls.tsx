/**
 * @file Train, pause, single step, resume, stop: one primary button for the next action, so that
 * presenting needs one key; and the state as text.
 */
import { type ReactNode, useRef, useState } from 'react';
import { engine } from '../../client/engine-store.ts';
import { useActiveGroup } from '../../client/hooks.ts';
import { isUnfinished, lastStep, type RunState, type TrainGroup } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { widgetName, widgetNames } from './names.ts';
import { RunStatus } from './RunStatus.tsx';
import { partTexts } from './texts.ts';

interface TrainControlsProps {
  group: TrainGroup | undefined;
  runs: readonly RunState[];
  /** Starts a new group with the current settings. */
  onTrain: () => void;
  /** Why Train is locked: a sentence, shown when it is pressed anyway. */
  locked?: string | null;
  /** Label of the first press, if not "Train". */
  trainLabel?: string;
  children?: ReactNode;
}

/** A double click on Train must not pause the run it has just started. */
export const DOUBLE_PRESS_MS = 500;

export function TrainControls({ group, runs, onTrain, locked, trainLabel, children }: TrainControlsProps) {
  const t = useText(partTexts);
  const language = useLanguage();
  const active = useActiveGroup();
  const [pressedAt, setPressedAt] = useState(Number.NEGATIVE_INFINITY);
  const [notice, setNotice] = useState<'second' | 'elsewhere' | 'locked' | 'stopping' | null>(null);
  const primary = useRef<HTMLButtonElement>(null);
  const state = group?.state;
  const paused = state === 'paused';
  const blockedBy = active && active.groupId !== group?.groupId ? active : undefined;

  const label =
    state === 'preparing'
      ? t('preparing')
      : state === 'running'
        ? t('pause')
        : paused
          ? t('resume')
          : (trainLabel ?? t(group ? 'trainAgain' : 'train'));

  function train() {
    setNotice(null);
    setPressedAt(performance.now());
    onTrain();
  }

  function press() {
    if (locked) return setNotice('locked');
    const isSecondPress = performance.now() - pressedAt < DOUBLE_PRESS_MS;
    if (state === 'preparing' || (state === 'running' && isSecondPress)) return setNotice('second');
    if (state === 'running') return engine.pause(group!.groupId);
    if (blockedBy) return setNotice('elsewhere');
    if (group && paused) {
      engine.resume(group.groupId);
      return setNotice(null);
    }
    train();
  }

  return (
    <div className="train-controls">
      <fieldset className="button-row" aria-label={t('controls')}>
        <button
          ref={primary}
          type="button"
          className="button button-primary train-primary"
          aria-disabled={state === 'preparing' || Boolean(locked) || undefined}
          onClick={press}
        >
          {label}
        </button>
        <button
          type="button"
          className="button"
          disabled={!paused || blockedBy !== undefined}
          onClick={() => engine.singleStep(group!.groupId)}
        >
          {t('step')}
        </button>
        <button
          type="button"
          className="button"
          disabled={state !== 'preparing' && state !== 'running' && !paused}
          onClick={() => {
            engine.stop(group!.groupId);
            setNotice('stopping');
            // A disabled button loses the focus to the page, where the next key would turn the slide.
            primary.current?.focus();
          }}
        >
          {t('stop')}
        </button>
        {children}
      </fieldset>
      <div aria-live="polite">
        {notice === 'second' && state === 'preparing' && <p className="note">{t('secondPress')}</p>}
        {notice === 'stopping' && isUnfinished(group) && <p className="note">{t('stopping')}</p>}
        {notice === 'locked' && locked && <p className="note">{locked}</p>}
        {notice === 'elsewhere' && blockedBy && (
          <p className="note note-warn">
            {t('elsewhere', {
              owner: widgetName(widgetNames[language], blockedBy.owner),
              step: Math.max(0, ...blockedBy.runIds.map((id) => lastStep(engine.records.runs.get(id)!))),
            })}{' '}
            <button
              type="button"
              className="button"
              onClick={() => {
                engine.stopNow(blockedBy.groupId);
                train();
              }}
            >
              {t('stopThere')}
            </button>
          </p>
        )}
      </div>
      <RunStatus group={group} runs={runs} />
    </div>
  );
}
