/** @file A measured number from a recording, never typed by hand: `<Recorded id="sft-live" run="full" field="heldOutExactMatch" />`. */
import { LANGUAGE_TAGS, useText } from '../../page/language.ts';
import { type RecordedRun, type Recording, recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { useSlideScope } from '../context.ts';
import { slideTexts } from './texts.ts';

const SHARES = new Set([
  'heldOutExactMatch',
  'seenExactMatch',
  'accuracy',
  'confident',
  'honest',
  'refused',
  'right',
  'factual',
  'known',
  'knownEarly',
  'fresh',
  'freshEarly',
  'wrong',
  'guess',
  'shots0',
  'shots1',
  'shots2',
  'shots4',
  'flan',
  'alpaca',
  'oasst',
]);
const COUNTS = new Set(['trainableParameters', 'totalParameters', 'optimizerBytes', 'deviceBytes', 'steps']);

/** The first or the last evaluation, or the one at a step. */
type At = 'first' | 'last' | `${number}`;

function fieldOf(source: object | undefined, field: string): number | null {
  const value = (source as Record<string, unknown> | undefined)?.[field];
  return typeof value === 'number' ? value : null;
}

/** A figure of the evaluation at a step; else a measure or fact of the run, or a figure of an evaluation or step. */
function valueIn(found: RecordedRun, field: string, at: At): number | null {
  if (at !== 'first' && at !== 'last') {
    return fieldOf(
      found.evaluations.find(({ step }) => step === Number(at)),
      field,
    );
  }
  const pick = <Item,>(list: readonly Item[]) => (at === 'first' ? list[0] : list.at(-1));
  return (
    fieldOf(found.measures, field) ??
    fieldOf(found.facts, field) ??
    fieldOf(pick(found.evaluations), field) ??
    (field === 'steps' ? found.spec.steps : fieldOf(pick(found.steps) as object | undefined, field))
  );
}

/** The value of a run, or the mean over its seeds where runs are named `run/1`, `run/2`, … */
export function recordedValue(recording: Recording, run: string, field: string, at: At): number | null {
  const found = recording.runs.filter(({ name }) => name === run || name.startsWith(`${run}/`));
  const values = found.map((one) => valueIn(one, field, at));
  if (values.length === 0 || values.includes(null)) return null;
  return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;
}

export function formatRecorded(value: number, field: string, locale: string): string {
  if (SHARES.has(field)) return value.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 0 });
  if (COUNTS.has(field)) return value.toLocaleString(locale);
  return value.toLocaleString(locale, { maximumFractionDigits: 2 });
}

interface RecordedProps {
  id: string;
  run: string;
  field: string;
  at?: At;
}

export function Recorded({ id, run, field, at = 'last' }: RecordedProps) {
  const { language } = useSlideScope();
  const t = useText(slideTexts);
  const state = useRecording(recordingId(id, language));
  const value = state.status === 'ready' ? recordedValue(state.recording, run, field, at) : null;
  if (state.status !== 'ready' || value === null)
    return <span className="recorded">{t('recordedMissing')}</span>;
  const { date, engine, seed } = state.recording;
  return (
    <span className="recorded" title={t('recordedTitle', { date, engine, seed })}>
      {formatRecorded(value, field, LANGUAGE_TAGS[language])}
    </span>
  );
}
