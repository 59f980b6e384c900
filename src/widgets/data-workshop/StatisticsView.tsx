/** @file Statistics of the set: counts, warnings, and lengths of its examples. */
import { useMemo } from 'react';
import { Bars } from '../../charts/Bars.tsx';
import type { DataSet } from '../../data/conversation.ts';
import { encodeConversation } from '../../data/encode.ts';
import { packExamples } from '../../data/packing.ts';
import { histogram, statisticsOf } from '../../data/statistics.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { formatCount, formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { CONTEXT } from './HandSource.tsx';
import { texts } from './texts.ts';

/** Most examples that are counted, so that the page stays responsive. */
const MOST_COUNTED = 3000;
const SCRIPTS = ['zh', 'en', 'mixed', 'other'] as const;

interface StatisticsViewProps {
  data: DataSet;
  tokenizer: Tokenizer | null;
  tests: readonly string[];
  seed: number;
}

/** Number of rows, and the share of their positions that are not padding. */
function filled(lengths: readonly number[], width: number): { rows: number; share: string } {
  const tokens = lengths.reduce((sum, length) => sum + Math.min(width, length), 0);
  return { rows: lengths.length, share: formatShare(tokens / Math.max(1, lengths.length * width)) };
}

export function StatisticsView({ data, tokenizer, tests, seed }: StatisticsViewProps) {
  const t = useText(texts);
  const found = useMemo(() => {
    if (!tokenizer || data.length === 0) return null;
    const counted = data.slice(0, MOST_COUNTED);
    const statistics = statisticsOf(counted, { tokenizer, tests, contextLength: CONTEXT });
    const encoded = counted.map((one) =>
      encodeConversation(tokenizer, one, { mask: 'completion', maxLength: CONTEXT + 1 }),
    );
    const packed = packExamples(encoded, { length: CONTEXT + 1, seed }).map(({ tokens }) => tokens.length);
    return { statistics, packed };
  }, [data, tokenizer, tests, seed]);
  if (data.length === 0) return <p className="empty">{t('nothing')}</p>;
  if (!found) return <p className="empty">{t('tokensWait')}</p>;
  const { statistics, packed } = found;
  const width = Math.min(CONTEXT + 1, statistics.longest);
  const packedRows = filled(packed, CONTEXT + 1);
  const paddedRows = filled(statistics.lengths, width);
  const counts = [
    ['conversations', formatCount(statistics.conversations)],
    ['furtherTurns', formatCount(statistics.furtherTurns)],
    ['meanLength', statistics.meanLength.toFixed(1)],
    ['longest', formatCount(statistics.longest)],
    ['tooLong', formatCount(statistics.tooLong)],
    ['duplicates', formatCount(statistics.duplicates)],
    ['conflicts', formatCount(statistics.conflicts)],
    ['leaks', formatCount(statistics.leaks)],
    ['unknown', formatCount(statistics.unknown)],
  ] as const;
  const scripts = SCRIPTS.filter((name) => statistics.scripts[name] > 0).map(
    (name) => `${t(`script_${name}`)} ${formatCount(statistics.scripts[name])}`,
  );
  const warns = new Set(['tooLong', 'duplicates', 'conflicts', 'leaks', 'unknown']);
  const bars = histogram(statistics.lengths).map(({ from, to, count }) => ({
    id: String(from),
    label: to - from > 1 ? `${from}–${to - 1}` : String(from),
    value: count,
    kind: 'other' as const,
  }));
  return (
    <div className="workshop-statistics">
      <dl className="statistics">
        {counts.map(([name, value]) => (
          <div key={name} className={warns.has(name) && value !== '0' ? 'is-doubtful' : undefined}>
            <dt>{t(name)}</dt>
            <dd>
              {warns.has(name) && value !== '0' ? '⚠ ' : ''}
              {value}
            </dd>
          </div>
        ))}
        <div className="is-wide">
          <dt>{t('languages')}</dt>
          <dd>{scripts.join(' · ')}</dd>
        </div>
      </dl>
      {statistics.conflicts > 0 && <p className="hint">{t('conflictsHint')}</p>}
      {statistics.unknownCharacters.length > 0 && (
        <p className="hint">
          {t('unknownCharacters', { characters: statistics.unknownCharacters.slice(0, 30).join(' ') })}
        </p>
      )}
      <Bars name={t('lengths')} bars={bars} format={formatCount} />
      <p className="hint">
        {t('packed', {
          rows: packedRows.rows,
          filled: packedRows.share,
          plain: paddedRows.rows,
          unfilled: paddedRows.share,
        })}
      </p>
      {data.length > MOST_COUNTED && <p className="hint">{t('sampled', { count: MOST_COUNTED })}</p>}
    </div>
  );
}
