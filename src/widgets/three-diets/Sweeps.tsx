/** @file Recorded sweeps: held-out exact match over each setting of quality, three seeds a point. */
import { SpreadChart, type SpreadPoint } from '../../charts/SpreadChart.tsx';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import {
  DATA_SWEEP_NAMES,
  DATA_SWEEPS,
  type DataSweep,
  SWEEP_SEEDS,
  sweepPoint,
} from '../../recipes/data-specs.ts';
import { spread } from '../../recordings/data-measures.ts';
import { type Recording, recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { Choice } from '../parts/Choice.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { type DietText, texts } from './texts.ts';

const NAMES: Record<DataSweep, DietText> = {
  noise: 'noise',
  size: 'size',
  duplication: 'repeats',
  unknownShare: 'unknown',
  mix: 'mix',
};

/** One point for each value of the setting that has all its seeds. */
function sweepPoints(recording: Recording, sweep: DataSweep, all: string): SpreadPoint[] {
  return DATA_SWEEPS[sweep].flatMap((value: number | null) => {
    const shares = SWEEP_SEEDS.flatMap((seed) => {
      const name = `${sweepPoint(sweep, value)}/${seed}`;
      const last = recording.runs.find((run) => run.name === name)?.evaluations.at(-1);
      return last ? [last.heldOutExactMatch] : [];
    });
    if (shares.length < SWEEP_SEEDS.length) return [];
    const label = sweep === 'size' ? String(value ?? all) : formatShare(value ?? 0);
    return [{ label, ...spread(shares) }];
  });
}

export function Sweeps() {
  const t = useText(texts);
  const language = useLanguage();
  const [sweep, setSweep] = useShared<DataSweep>('three-diets.sweep', 'noise');
  const state = useRecording(recordingId('data-sweeps', language));
  const recording = state.status === 'ready' ? state.recording : null;
  const points = recording ? sweepPoints(recording, sweep, t('sweepAll')) : [];
  const dial = t(NAMES[sweep]);
  const [first, last] = [points[0], points.at(-1)];
  return (
    <div className="diet-sweeps">
      <Choice
        label={t('sweepOf')}
        value={sweep}
        options={DATA_SWEEP_NAMES.map((value) => ({ value, label: t(NAMES[value]) }))}
        onChange={setSweep}
      />
      {first && last ? (
        <>
          <SpreadChart
            name={t('sweepChart', { dial })}
            points={points}
            note={t('sweepNote')}
            words={{ value: t('value'), mean: t('mean'), deviation: t('deviation') }}
          />
          <p>
            {t('sweepFinding', {
              dial,
              first: first.label,
              last: last.label,
              from: formatShare(first.mean),
              to: formatShare(last.mean),
            })}
          </p>
        </>
      ) : (
        <p className="empty">{t('sweepNone')}</p>
      )}
      <SourceNote recording={recording} state={state} liveSeed={null} />
    </div>
  );
}
