/** @file Description of one contender: what it changes, what it costs, and the numbers that a narrow table omits. */
import { LookSample } from '../../charts/PlaneChart.tsx';
import { formatBytes, formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { methodName } from '../../wording/method-texts.ts';
import { MethodNote } from '../parts/MethodNote.tsx';
import { lookOfContender } from './Planes.tsx';
import { familyOf, type RaceResult } from './results.ts';
import { texts } from './texts.ts';

interface MethodCardProps {
  result: RaceResult;
  /** Milliseconds of a step of full fine-tuning, if it takes part. */
  full: number | null;
  close: () => void;
}

export function MethodCard({ result, full, close }: MethodCardProps) {
  const t = useText(texts);
  const language = useLanguage();
  const { id, run, optimizerBytes, dispatches, milliseconds } = result;
  const facts = [
    t(familyOf(id)),
    ...(optimizerBytes === null ? [] : [`${t('optimizer')} ${formatBytes(optimizerBytes)}`]),
    ...(dispatches === null ? [] : [`${t('dispatches')} ${formatCount(dispatches)}`]),
    ...(full === null || milliseconds === null ? [] : [`${t('time')} ${(milliseconds / full).toFixed(2)}`]),
  ];
  return (
    <section className="race-about" aria-label={methodName(run.spec.method, language)} aria-live="polite">
      <div className="race-about-head">
        <strong>
          <LookSample look={lookOfContender(id)} /> {methodName(run.spec.method, language)}
        </strong>
        <button
          type="button"
          className="button button-quiet button-icon is-small"
          aria-label={t('close')}
          title={t('close')}
          onClick={close}
        >
          ✕
        </button>
      </div>
      <p className="hint">{facts.join(' · ')}</p>
      <MethodNote method={run.spec.method} />
    </section>
  );
}
