/** @file The finding of the race, from its own evaluations only, compared with textbook claims. */
import { formatCount, formatLoss, formatShare } from '../../page/format.ts';
import { joinTexts, type Language, type Translate } from '../../page/language.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { type Finished, finished, type RaceResult, riseOf } from './results.ts';
import type { RaceText } from './texts.ts';

/** What some sixty questions do not settle. */
const CLOSE = 0.05;
/** What counts as having learned the task, for comparing what was forgotten. */
const LEARNED = 0.8;

export function finding(results: readonly RaceResult[], t: Translate<RaceText>, language: Language): string {
  const done = finished(results);
  const full = done.find(({ id }) => id === 'full');
  const nameOf = ({ run }: Finished) => methodShortName(run.spec.method, language);
  if (done.length === 0) return t('waiting');
  const best = done.reduce((a, b) => (b.match > a.match ? b : a));
  const parts = [
    t('findingBest', {
      n: done.length,
      label: nameOf(best),
      match: formatShare(best.match),
      step: best.step,
    }),
  ];
  if (full) {
    const level = done.filter(({ id, match }) => id !== 'full' && match >= full.match - CLOSE);
    const least = level.reduce<Finished | null>(
      (a, b) => (a === null || b.parameters < a.parameters ? b : a),
      null,
    );
    parts.push(
      least
        ? t('findingLeast', {
            full: formatShare(full.match),
            points: Math.round(100 * CLOSE),
            label: nameOf(least),
            parameters: formatCount(least.parameters),
            share: formatShare(least.parameters / full.parameters),
          })
        : t('findingNobody', { full: formatShare(full.match), points: Math.round(100 * CLOSE) }),
    );
    const fullRise = riseOf(full);
    const learned = done.filter(({ id, match }) => id !== 'full' && match >= LEARNED);
    if (fullRise !== null && learned.length > 0) {
      const more = learned.filter((one) => (riseOf(one) ?? 0) > fullRise).length;
      parts.push(
        t(more === 0 ? 'forgetNone' : 'forgetSome', {
          floor: formatShare(LEARNED),
          n: learned.length,
          more,
          rise: formatLoss(fullRise),
        }),
      );
    }
  }
  const worst = done.reduce((a, b) => (b.match < a.match ? b : a));
  if (done.length > 2 && worst.match < best.match - 2 * CLOSE)
    parts.push(t('findingWorst', { label: nameOf(worst), match: formatShare(worst.match) }));
  return joinTexts(parts, 'sentences', language);
}
