/** @file Progress, speed and time left of a group, in one line. */

import { useEngineState } from '../../client/hooks.ts';
import { lastStep, type RunState, type TrainGroup } from '../../client/state.ts';
import { formatPerSecond, formatSeconds } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { messageTexts, progressMessage } from '../../wording/messages.ts';
import { partTexts } from './texts.ts';

interface RunStatusProps {
  group: TrainGroup | undefined;
  runs: readonly RunState[];
}

export function RunStatus({ group, runs }: RunStatusProps) {
  const t = useText(partTexts);
  const language = useLanguage();
  const { status, progress } = useEngineState();
  const [first] = runs;
  if (!group || !first) return <p className="run-status">{t('idle')}</p>;

  const step = Math.max(0, ...runs.map(lastStep));
  const steps = Math.max(...runs.map(({ spec }) => spec.steps));
  const where = t('progress', { step, steps });
  const parts: string[] = [];
  switch (group.state) {
    case 'preparing':
      if (progress) parts.push(progressMessage(progress, language));
      else parts.push(status === 'opening' ? messageTexts[language].opening : t('preparing'));
      break;
    case 'running': {
      parts.push(t('stateRunning'), where);
      const speed = first.speed;
      if (speed) {
        parts.push(
          t('speed', {
            steps: formatPerSecond(speed.stepsPerSecond),
            tokens: formatPerSecond(speed.tokensPerSecond),
          }),
          t('left', { time: formatSeconds(speed.secondsLeft) }),
        );
      }
      break;
    }
    case 'paused':
      parts.push(
        group.pauseReason === 'hidden'
          ? t('pausedHidden')
          : group.pauseReason === 'diverged'
            ? t('pausedDiverged')
            : t('statePaused'),
        where,
      );
      break;
    case 'stopped':
      parts.push(t('stateStopped'), where);
      break;
    case 'done':
      parts.push(t('stateDone'), where);
      break;
    case 'failed':
      parts.push(t('stateFailed'), where);
      break;
  }
  const moving = group.state === 'running' || group.state === 'preparing';
  return (
    <div className="run-status" data-state={group.state}>
      <progress max={steps} value={moving && step === 0 ? undefined : step} aria-label={where} />
      <p>{parts.join(' · ')}</p>
    </div>
  );
}
