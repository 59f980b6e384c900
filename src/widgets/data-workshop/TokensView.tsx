/** @file The examples of the set as tokens under the mask, one at a time. */
import type { DataSet } from '../../data/conversation.ts';
import type { LossMask } from '../../data/encode.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { conversationTokens } from '../../page/tokenizers.ts';
import { ExampleTokens } from '../parts/ExampleTokens.tsx';
import { CONTEXT } from './HandSource.tsx';
import { texts } from './texts.ts';

interface TokensViewProps {
  data: DataSet;
  tokenizer: Tokenizer | null;
  mask: LossMask;
}

export function TokensView({ data, tokenizer, mask }: TokensViewProps) {
  const t = useText(texts);
  const [chosen, choose] = useShared('data-workshop.example', 0);
  if (data.length === 0) return <p className="empty">{t('nothing')}</p>;
  if (!tokenizer) return <p className="empty">{t('tokensWait')}</p>;
  const place = Math.min(chosen, data.length - 1);
  // As training reads it: cut to the context.
  const tokens = conversationTokens(tokenizer, data[place]!, { mask, maxLength: CONTEXT + 1 });
  const step = (by: number) => choose((place + data.length + by) % data.length);
  return (
    <div>
      <p className="workshop-line">
        <span>{t('row', { row: place + 1, rows: data.length })}</span>
        <button type="button" className="button is-small" aria-label={t('previous')} onClick={() => step(-1)}>
          ◂
        </button>
        <button type="button" className="button is-small" aria-label={t('next')} onClick={() => step(1)}>
          ▸
        </button>
      </p>
      <ExampleTokens name={t('inThis', { number: place + 1 })} tokens={tokens} />
      <p className="hint">{t('dataHint')}</p>
    </div>
  );
}
