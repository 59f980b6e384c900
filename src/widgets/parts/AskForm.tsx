/** @file A prompt for a model. Why a prompt is refused is shown below it, until the prompt changes. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { promptRefusal } from '../../client/engine-store.ts';
import { useLanguage } from '../../page/language.ts';
import { errorMessage } from '../../wording/messages.ts';

interface AskFormProps {
  /** Name of the field, for screen readers. */
  label: string;
  text: string;
  setText: (text: string) => void;
  action: string;
  primary?: boolean;
  /** Label before the field. */
  lead?: ReactNode;
  onAsk: () => void;
}

export function AskForm({ label, text, setText, action, primary = false, lead, onAsk }: AskFormProps) {
  const language = useLanguage();
  const id = useId();
  const [refused, setRefused] = useState<string | null>(null);
  const refusal = refused === text ? promptRefusal(text) : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    setRefused(text);
    if (!promptRefusal(text)) onAsk();
  }

  return (
    <>
      <form className="ask-form" onSubmit={submit}>
        <label htmlFor={id} className="visually-hidden">
          {label}
        </label>
        {lead}
        <input
          id={id}
          className="text-input"
          value={text}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className={`button ${primary ? 'button-primary' : ''}`}>
          {action}
        </button>
      </form>
      {refusal && (
        <p className="note note-warn" role="alert">
          {errorMessage(refusal, language)}
        </p>
      )}
    </>
  );
}
