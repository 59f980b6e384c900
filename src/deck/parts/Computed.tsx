/**
 * @file A figure that `src/costs` computes, never typed by hand: `<Computed name="statesOf70B" />`. The names are in
 * `src/costs/claims.ts`; `mdx/computed.ts` fills in value and origin, so that no cost code is in the first load.
 */
import { useText } from '../../page/language.ts';
import { slideTexts } from './texts.ts';

interface ComputedProps {
  name: string;
  value?: string;
  from?: string;
}

export function Computed({ name, value = '', from = '' }: ComputedProps) {
  const t = useText(slideTexts);
  return (
    <span className="computed" data-claim={name} title={t('computedTitle', { from })}>
      {value}
    </span>
  );
}
