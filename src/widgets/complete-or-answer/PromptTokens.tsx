/** @file The prompt as the model sees it; characters it has never seen are marked. */
import { useEffect, useState } from 'react';
import { showToken } from '../../charts/TokenBars.tsx';
import { chartTexts } from '../../charts/texts.ts';
import { engine, type PromptToken } from '../../client/engine-store.ts';
import { useModel } from '../../client/hooks.ts';
import { useText } from '../../page/language.ts';
import type { PromptForm } from '../../train/protocol.ts';
import type { ModelName } from '../../train/spec.ts';
import { partTexts } from '../parts/texts.ts';
import { texts } from './texts.ts';

/** Milliseconds after the last key before the prompt is read. */
const READ_AFTER_MS = 250;

interface PromptTokensProps {
  model: ModelName;
  prompt: string;
  form: PromptForm;
}

export function PromptTokens({ model, prompt, form }: PromptTokensProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const tChart = useText(chartTexts);
  const tokens = useTokens(model, prompt, form);
  if (!tokens) return null;
  const unknown = tokens.some(({ known }) => !known);
  return (
    <div className="prompt-tokens">
      <span className="hint">
        {t('promptTokens')} · {t('tokenCount', { n: tokens.length })}
      </span>
      <ol aria-label={t('promptTokens')}>
        {tokens.map(({ text, known, special }, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a token's place is its identity
            key={i}
            className={[special && 'is-special', !known && 'is-unknown'].filter(Boolean).join(' ')}
            title={known ? undefined : tParts('unknownToken')}
          >
            {special ? text : showToken(text, tChart)}
          </li>
        ))}
      </ol>
      {unknown && (
        <p className="hint" role="status">
          {t('unknown')}
        </p>
      )}
    </div>
  );
}

function useTokens(model: ModelName, prompt: string, form: PromptForm): PromptToken[] | null {
  const ready = useModel(model)?.status === 'ready';
  const [tokens, setTokens] = useState<PromptToken[] | null>(null);
  useEffect(() => {
    if (!ready) return setTokens(null);
    let current = true;
    const timer = setTimeout(() => {
      engine.tokenize(model, prompt, form).then(
        (answer) => {
          if (current) setTokens(answer);
        },
        // Empty and overlong prompts are reported when Generate is pressed.
        () => {
          if (current) setTokens(null);
        },
      );
    }, READ_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [ready, model, prompt, form]);
  return tokens;
}
