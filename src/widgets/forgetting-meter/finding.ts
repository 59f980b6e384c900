/** @file The finding as a sentence, from the runs' own evaluations only. */

import { formatLoss, formatRate, formatShare } from '../../page/format.ts';
import { joinTexts, type Language, type Translate } from '../../page/language.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { endOf, type MeterResult, replayOf } from './results.ts';
import type { MeterText } from './texts.ts';

/** Differences in exact match that some sixty questions do not settle. */
const CLOSE_MATCH = 0.1;
/** And in forgetting, nats per token. */
const CLOSE_RISE = 0.1;
/** Shares of beaten runs that differ by less settle nothing. */
const CLOSE_SHARE = 0.25;
/** What counts as having learned the task. */
const LEARNED = 0.8;

/** Two live runs are compared with each other; many recorded ones by method. */
export function finding(
  results: readonly MeterResult[],
  t: Translate<MeterText>,
  language: Language,
): string {
  const started = results.filter((result) => endOf(result).step > 0);
  if (started.length === 0) return t('waiting');
  const parts =
    started.length <= 2
      ? compareTwo(started, t, language)
      : started.some((result) => replayOf(result) > 0)
        ? compareReplay(started, t, language)
        : compareMethods(started, t, language);
  return joinTexts(parts, 'sentences', language);
}

function compareTwo(results: readonly MeterResult[], t: Translate<MeterText>, language: Language): string[] {
  const parts = results.map((result) => {
    const { step, match, rise } = endOf(result);
    return t('findingOne', {
      label: methodShortName(result.spec.method, language),
      rate: formatRate(result.rate),
      replay: replayOf(result) > 0 ? t('andReplay', { share: formatShare(replayOf(result)) }) : '',
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

/** Results by the short name of their method. */
function byMethod(results: readonly MeterResult[], language: Language): Map<string, MeterResult[]> {
  const methods = new Map<string, MeterResult[]>();
  for (const result of results) {
    const label = methodShortName(result.spec.method, language);
    methods.set(label, [...(methods.get(label) ?? []), result]);
  }
  return methods;
}

/** The results of each method by the share of pretraining text among its rows. */
function compareReplay(
  results: readonly MeterResult[],
  t: Translate<MeterText>,
  language: Language,
): string[] {
  const list = (texts: readonly string[]) => joinTexts(texts, 'words', language);
  const parts = [...byMethod(results, language)].map(([label, own]) => {
    const sorted = [...own].sort((x, y) => replayOf(x) - replayOf(y));
    return t('findingReplay', {
      label,
      shares: list(sorted.map((result) => formatShare(replayOf(result)))),
      rises: list(sorted.map((result) => formatLoss(endOf(result).rise))),
      matches: list(sorted.map((result) => formatShare(endOf(result).match))),
    });
  });
  return [...parts, t('replayMeans')];
}

function compareMethods(
  results: readonly MeterResult[],
  t: Translate<MeterText>,
  language: Language,
): string[] {
  const methods = byMethod(results, language);
  const parts: string[] = [];
  for (const [label, own] of methods) {
    const sorted = [...own].sort((x, y) => x.rate - y.rate);
    const rises = sorted.map((result) => endOf(result).rise);
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
  const [a, b] = [...methods].map(([label, own]) => ({
    label,
    learned: own.filter((result) => endOf(result).match >= LEARNED),
  }));
  const floor = formatShare(LEARNED);
  if (!a || !b || a.learned.length + b.learned.length === 0) return [...parts, t('findingNone', { floor })];
  if (a.learned.length === 0 || b.learned.length === 0)
    return [...parts, t('findingOnly', { floor, label: a.learned.length > 0 ? a.label : b.label })];
  const [beatenA, beatenB] = [beaten(a.learned, b.learned), beaten(b.learned, a.learned)];
  parts.push(
    t('findingBeaten', {
      floor,
      a: a.label,
      n: a.learned.length,
      beatenA,
      b: b.label,
      m: b.learned.length,
      beatenB,
    }),
  );
  const shareA = beatenA / a.learned.length;
  const shareB = beatenB / b.learned.length;
  parts.push(
    Math.abs(shareA - shareB) < CLOSE_SHARE
      ? t('levelHere')
      : t('lessHere', { label: shareA > shareB ? b.label : a.label }),
  );
  return parts;
}

/** How many runs have another that learned no less and forgot no more, and differs in one of the two. */
export function beaten(own: readonly MeterResult[], others: readonly MeterResult[]): number {
  return own.filter((result) => {
    const { match, rise } = endOf(result);
    return others.some((other) => {
      const end = endOf(other);
      return end.match >= match && end.rise <= rise && (end.match > match || end.rise < rise);
    });
  }).length;
}
