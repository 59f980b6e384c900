/** @file One training example as tokens: which count in the loss (underlined), and how likely each was found (bar). */
import { showToken } from '../../charts/TokenBars.tsx';
import { chartTexts } from '../../charts/texts.ts';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import type { ExampleToken } from '../../train/protocol.ts';
import { partTexts } from './texts.ts';

interface ExampleTokensProps {
  name: string;
  tokens: readonly ExampleToken[];
}

export function ExampleTokens({ name, tokens }: ExampleTokensProps) {
  const t = useText(partTexts);
  const tChart = useText(chartTexts);
  const scored = tokens.some(({ probability }) => probability !== null);
  return (
    <div className="example-tokens" data-scored={scored}>
      <ol aria-label={name}>
        {tokens.map(({ text, trained, known, special, probability }, i) => {
          const words = {
            token: special ? text : showToken(text, tChart),
            trained: t(trained ? 'trainedToken' : 'untrainedToken'),
            probability: probability === null ? '' : formatShare(probability),
          };
          const label = t(probability === null ? 'tokenNoLikelihood' : 'tokenLikelihood', words);
          const classes = [
            'example-token',
            trained && 'is-trained',
            special && 'is-special',
            !known && 'is-unknown',
          ];
          return (
            // Tokens of one example never move: the place is the identity.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={i} className={classes.filter(Boolean).join(' ')} title={label}>
              <span className="visually-hidden">{label}</span>
              <span className="token-bar" aria-hidden="true">
                <span style={{ height: `${100 * (probability ?? 0)}%` }} />
              </span>
              <span className="token-text" aria-hidden="true">
                {words.token}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="hint">{t(scored ? 'maskHint' : 'maskOnlyHint')}</p>
    </div>
  );
}
