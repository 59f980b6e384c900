/** @file The text of a model's answer: one that is being generated, or else a recorded one. */
import type { ReactNode } from 'react';
import type { Generation } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { errorMessage } from '../../wording/messages.ts';
import { partTexts } from './texts.ts';

interface AnswerTextProps {
  generation?: Generation | undefined;
  /** Shown while nothing is being generated. */
  recorded?: string | undefined;
  /** Shown without either. */
  absent?: ReactNode;
}

export function AnswerText({
  generation,
  recorded,
  absent = <span className="hint">–</span>,
}: AnswerTextProps) {
  const t = useText(partTexts);
  const language = useLanguage();
  if (generation?.error) return <span>{errorMessage(generation.error, language)}</span>;
  if (generation?.status === 'waiting') return <span className="hint">…</span>;
  const text = generation ? generation.text : recorded;
  if (text === undefined) return absent;
  const isComplete = !generation || generation.status === 'done';
  return <span>{text === '' && isComplete ? t('emptyAnswer') : text}</span>;
}
