/** @file One model's answer, token by token, with the likeliest alternatives of each token. */
import { type ReactNode, useState } from 'react';
import type { SeriesKind } from '../../charts/series.ts';
import { TokenBars } from '../../charts/TokenBars.tsx';
import { useLanguage, useText } from '../../page/language.ts';
import { errorMessage } from '../../wording/messages.ts';
import type { ShownAnswer } from './shown-answer.ts';
import { TokenStream } from './TokenStream.tsx';
import { texts } from './texts.ts';

interface ModelAnswerProps {
  title: string;
  kind: SeriesKind;
  answer: ShownAnswer | null;
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

export function ModelAnswer({ title, kind, answer, children, tools }: ModelAnswerProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [chosen, choose] = useState<number | null>(null);
  const [hovered, hover] = useState<number | null>(null);
  const count = answer?.count ?? 0;
  const index = Math.min(hovered ?? chosen ?? count - 1, count - 1);
  const token = answer?.tokens[index];
  return (
    <section className={`model-answer model-answer-${kind}`} aria-label={title}>
      <header className="model-answer-head">
        <h4>{title}</h4>
        {tools}
      </header>
      {answer?.error ? (
        <p className="note note-warn" role="alert">
          {errorMessage(answer.error, language)}
        </p>
      ) : answer && count > 0 ? (
        <TokenStream
          name={t('tokensOf', { model: title })}
          hint={t('keys')}
          tokens={answer.tokens}
          count={count}
          index={index}
          choose={choose}
          hover={hover}
        />
      ) : answer ? (
        <p className="empty">{answer.status === 'done' ? t('nothing') : t('waitingToken')}</p>
      ) : (
        children
      )}
      <p className="model-answer-end" role="status">
        {answer?.status === 'done' && answer.end ? t(ENDS[answer.end]) : ''}
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
