/** @file The likeliest next tokens with their probabilities, the chosen one marked by a sign and by words. */
import { formatShare } from '../page/format.ts';
import { type Translate, useText } from '../page/language.ts';
import type { TokenAlternative } from '../train/protocol.ts';
import type { SeriesKind } from './series.ts';
import { chartTexts } from './texts.ts';
import './charts.css';

interface TokenBarsProps {
  name: string;
  alternatives: readonly TokenAlternative[];
  /** Text of the token that was taken. */
  chosen: string | null;
  kind: SeriesKind;
}

/** Tokens that print as nothing get a name. */
export function showToken(text: string, t: Translate<'endToken' | 'space' | 'newline'>): string {
  if (text === '' || text === '<eos>') return t('endToken');
  if (text === ' ') return t('space');
  if (text === '\n') return t('newline');
  return text;
}

export function TokenBars({ name, alternatives, chosen, kind }: TokenBarsProps) {
  const t = useText(chartTexts);
  const rest = 1 - alternatives.reduce((sum, { probability }) => sum + probability, 0);
  const rows = alternatives.map(({ text, probability }, i) => ({
    key: `${i} ${text}`,
    label: showToken(text, t),
    probability,
    taken: text === chosen,
  }));
  return (
    <ul className="bars token-bars" aria-label={name}>
      {rows.map(({ key, label, probability, taken }) => (
        <li key={key} className={taken ? 'bar is-chosen' : 'bar'} aria-current={taken || undefined}>
          <span className="bar-label">
            {taken && <span aria-hidden="true">▸ </span>}
            {label}
          </span>
          <span className="bar-track" aria-hidden="true">
            <span className={`bar-fill bar-${kind}`} style={{ width: `${100 * probability}%` }} />
          </span>
          <span className="bar-value">{formatShare(probability)}</span>
        </li>
      ))}
      {alternatives.length > 0 && rest > 0.0005 && (
        <li className="bar is-rest">
          <span className="bar-label">{t('other')}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${100 * rest}%` }} />
          </span>
          <span className="bar-value">{formatShare(rest)}</span>
        </li>
      )}
    </ul>
  );
}
