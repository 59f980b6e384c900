/** @file The prompt for both models: typed, or one of the examples. */
import { type FormEvent, useId } from 'react';
import { useText } from '../../page/language.ts';
import { texts } from './texts.ts';

interface PromptFieldProps {
  prompt: string;
  setPrompt: (prompt: string) => void;
  examples: readonly string[];
  /** Tokens are being generated. */
  busy: boolean;
  onGenerate: () => void;
  onStop: () => void;
}

export function PromptField({ prompt, setPrompt, examples, busy, onGenerate, onStop }: PromptFieldProps) {
  const t = useText(texts);
  const id = useId();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) onStop();
    else onGenerate();
  }
  return (
    <form className="prompt-field" onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        {t('prompt')}
      </label>
      <div className="prompt-row">
        <input
          id={id}
          className="text-input"
          value={prompt}
          autoComplete="off"
          onChange={(event) => setPrompt(event.currentTarget.value)}
        />
        <button type="submit" className="button button-primary">
          {t(busy ? 'generating' : 'generate')}
        </button>
      </div>
      <fieldset className="prompt-examples" aria-label={t('examples')}>
        {examples.map((example) => (
          <button
            key={example}
            type="button"
            className="button is-small"
            aria-pressed={example === prompt}
            onClick={() => setPrompt(example)}
          >
            {example}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
