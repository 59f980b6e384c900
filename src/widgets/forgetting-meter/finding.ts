/** @file What the meter's runs show, in words: only what their own evaluations say. */

import type { MethodSpec } from '../../peft/spec.ts';
import { formatLoss, formatRate, formatShare } from '../../runs/format.ts';
import type { Language, Translate } from '../../runs/language.ts';
import { methodShortName } from '../../runs/method-texts.ts';
import { endOf, type MeterResult } from './results.ts';
import type { MeterText } from './texts.ts';

/** Differences in exact match that some sixty questions do not settle. */
const CLOSE_MATCH = 0.1;
/** And in forgetting, nats per token. */
const CLOSE_RISE = 0.1;
/** What counts as having learned the task. */
const LEARNED = 0.8;

type Say = Translate<MeterText>;

/** Two live runs are compared with each other; many recorded ones by method. */
export function finding(results: readonly MeterResult[], t: Say, language: Language): string {
  const begun = results.filter((result) => endOf(result).step > 0);
  if (begun.length === 0) return t('waiting');
  const parts = begun.length <= 2 ? compareTwo(begun, t, language) : compareMethods(begun, t, language);
  return parts.join(language === 'zh' ? '' : ' ');
}

function compareTwo(results: readonly MeterResult[], t: Say, language: Language): string[] {
  const parts = results.map((result) => {
    const { step, match, rise } = endOf(result);
    return t('findingOne', {
      label: methodShortName(result.spec.method, language),
      rate: formatRate(result.rate),
      step,
      match: formatShare(match),
      before: formatLoss(result.before),
      after: formatLoss(result.after),
      rise: formatLoss(rise),
    });
  });
  const [a, b] = results;
  if (!a || !b) return parts;
  const [endA, endB] = [endOf(a), endOf(b)];
  const gap = Math.abs(endA.match - endB.match);
  if (gap > CLOSE_MATCH) return [...parts, t('apart', { points: Math.round(100 * gap) })];
  if (Math.abs(endA.rise - endB.rise) < CLOSE_RISE) return [...parts, t('tied')];
  const less = endA.rise < endB.rise ? a : b;
  return [
    ...parts,
    t('lessA', {
      points: Math.round(100 * CLOSE_MATCH),
      label: `${methodShortName(less.spec.method, language)} ${formatRate(less.rate)}`,
    }),
  ];
}

function compareMethods(results: readonly MeterResult[], t: Say, language: Language): string[] {
  const byMethod = new Map<string, MeterResult[]>();
  for (const result of results) {
    const label = methodShortName(result.spec.method as MethodSpec, language);
    byMethod.set(label, [...(byMethod.get(label) ?? []), result]);
  }
  const parts: string[] = [];
  const spans: number[] = [];
  for (const [label, own] of byMethod) {
    const sorted = [...own].sort((x, y) => x.rate - y.rate);
    const rises = sorted.map((result) => endOf(result).rise);
    spans.push(Math.max(...rises) - Math.min(...rises));
    parts.push(
      t('findingRate', {
        label,
        low: formatRate(sorted[0]!.rate),
        high: formatRate(sorted.at(-1)!.rate),
        least: formatLoss(Math.min(...rises)),
        most: formatLoss(Math.max(...rises)),
      }),
    );
  }
  const best = [...byMethod]
    .flatMap(([label, own]) => {
      const learned = own.filter((result) => endOf(result).match >= LEARNED);
      const least = learned.sort((x, y) => endOf(x).rise - endOf(y).rise)[0];
      return least ? [{ label, result: least, rise: endOf(least).rise }] : [];
    })
    .sort((x, y) => x.rise - y.rise);
  const [first, second] = best;
  const floor = formatShare(LEARNED);
  if (!first) return [...parts, t('findingNone', { floor })];
  const words = {
    floor,
    label: first.label,
    rate: formatRate(first.result.rate),
    rise: formatLoss(first.rise),
  };
  if (!second) return [...parts, t('findingOnly', words)];
  parts.push(
    t('findingBest', {
      ...words,
      other: second.label,
      otherRise: formatLoss(second.rise),
      otherRate: formatRate(second.result.rate),
    }),
  );
  // The spread over rates of each method, against the gap between the methods' best.
  if (Math.min(...spans) > 2 * (second.rise - first.rise)) parts.push(t('rateMatters'));
  return parts;
}
