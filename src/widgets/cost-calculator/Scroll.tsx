/** @file A wide table that scrolls by itself on a phone, by keyboard too. */
import type { ReactNode } from 'react';

export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or arrow keys cannot
    <section className="cost-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
