/** @file One model's side: what it writes, token by token, and what else it might have written. */
import { type ReactNode, useState } from 'react';
import type { SeriesKind } from '../../charts/series.ts';
import { TokenBars } from '../../charts/TokenBars.tsx';
import { useLanguage, useText } from '../../page/language.ts';
import { errorMessage } from '../../wording/messages.ts';
import type { Spoken } from './spoken.ts';
import { TokenStream } from './TokenStream.tsx';
import { texts } from './texts.ts';

interface SpeakerProps {
  title: string;
  kind: SeriesKind;
  spoken: Spoken | null;
  /** Shown before the first answer. */
  children: ReactNode;
  /** Beside the title. */
  tools?: ReactNode;
}

/** Likeliest tokens shown; what remains is one bar. */
const ALTERNATIVES = 4;

const ENDS = {
  endToken: 'endToken',
  length: 'lengthEnd',
  context: 'contextEnd',
  cancelled: 'cancelledEnd',
} as const;

export function Speaker({ title, kind, spoken, children, tools }: SpeakerProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [chosen, choose] = useState<number | null>(null);
  const [hovered, hover] = useState<number | null>(null);
  const count = spoken?.count ?? 0;
  const index = Math.min(hovered ?? chosen ?? count - 1, count - 1);
  const token = spoken?.tokens[index];
  return (
    <section className={`speaker speaker-${kind}`} aria-label={title}>
      <header className="speaker-head">
        <h4>{title}</h4>
        {tools}
      </header>
      {spoken?.error ? (
        <p className="note note-warn" role="alert">
          {errorMessage(spoken.error, language)}
        </p>
      ) : spoken && count > 0 ? (
        <TokenStream
          name={t('tokensOf', { model: title })}
          hint={t('keys')}
          tokens={spoken.tokens}
          count={count}
          index={index}
          choose={choose}
          hover={hover}
        />
      ) : spoken ? (
        <p className="empty">{spoken.status === 'done' ? t('nothing') : t('waitingToken')}</p>
      ) : (
        children
      )}
      <p className="speaker-end" role="status">
        {spoken?.status === 'done' && spoken.end ? t(ENDS[spoken.end]) : ''}
      </p>
      {token && (
        <TokenBars
          name={t('alternatives', { model: title })}
          alternatives={token.alternatives.slice(0, ALTERNATIVES)}
          chosen={token.text}
          kind={kind}
        />
      )}
    </section>
  );
}
