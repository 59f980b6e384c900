/**
 * @file Generated tokens in a row, each tinted by its probability. One stop for the Tab key; arrows go from token
 * to token (listbox), and the pointer shows a token's alternatives without choosing it.
 */
import { type KeyboardEvent, useId } from 'react';
import { showToken } from '../../charts/TokenBars.tsx';
import { chartTexts } from '../../charts/texts.ts';
import type { GeneratedToken } from '../../client/state.ts';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';

interface TokenStreamProps {
  name: string;
  tokens: readonly GeneratedToken[];
  count: number;
  /** How to use it. */
  hint: string;
  /** Chosen index; the last token if none is chosen. */
  index: number;
  choose: (index: number | null) => void;
  hover: (index: number | null) => void;
}

export function TokenStream({ name, hint, tokens, count, index, choose, hover }: TokenStreamProps) {
  const t = useText(chartTexts);
  const id = useId();

  function move(event: KeyboardEvent) {
    const target = {
      ArrowRight: Math.min(count - 1, index + 1),
      ArrowLeft: Math.max(0, index - 1),
      Home: 0,
      End: count - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choose(target);
  }

  return (
    <div
      className="token-stream"
      role="listbox"
      tabIndex={0}
      aria-label={name}
      aria-orientation="horizontal"
      title={hint}
      aria-activedescendant={count > 0 ? `${id}-${index}` : undefined}
      onKeyDown={move}
      onPointerLeave={() => hover(null)}
    >
      {tokens.slice(0, count).map(({ text, probability }, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list, aria-activedescendant points here
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a token's place is its identity
          key={i}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === index}
          aria-label={`${showToken(text, t)} ${formatShare(probability)}`}
          className="stream-token"
          style={{ '--likely': probability } as React.CSSProperties}
          onPointerEnter={() => hover(i)}
          onClick={() => choose(i)}
          onKeyDown={move}
        >
          {showToken(text, t)}
        </span>
      ))}
    </div>
  );
}
