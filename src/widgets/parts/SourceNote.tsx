/** @file Source of the numbers on screen: a recording (date, seed, machine) or a run on this machine. */
import { useEngineState } from '../../client/hooks.ts';
import { useText } from '../../page/language.ts';
import type { Recording } from '../../recordings/recording.ts';
import type { RecordingState } from '../../recordings/recordings.ts';
import { engineName } from '../../wording/messages.ts';
import { partTexts } from './texts.ts';

interface SourceNoteProps {
  recording: Recording | null;
  state: RecordingState;
  /** Seed of the live run, or null where none is shown. */
  liveSeed: number | null;
}

export function SourceNote({ recording, state, liveSeed }: SourceNoteProps) {
  const t = useText(partTexts);
  const { device } = useEngineState();
  if (recording) {
    const { date, seed, engine, adapter } = recording;
    return (
      <p className="source-note">
        <span className="tag">{t('recording')}</span>{' '}
        {t('recordedOn', { date, seed, engine: engineName(engine), adapter })}
      </p>
    );
  }
  if (liveSeed !== null) {
    const engine = device?.backend ? engineName(device.backend) : '…';
    return (
      <p className="source-note">
        <span className="tag tag-live">{t('live')}</span>{' '}
        {t('liveOn', { seed: liveSeed, engine, adapter: device ? device.adapter || t('unnamed') : '…' })}
      </p>
    );
  }
  return (
    <p className="source-note">
      {state.status === 'loading'
        ? t('loadingRecording')
        : state.status === 'broken'
          ? t('brokenRecording', { problem: state.problem })
          : t('noRecording')}
    </p>
  );
}
