/** @file What is larger than its place scrolls there by itself, by keyboard too. */
import type { ReactNode } from 'react';

interface ScrollProps {
  label: string;
  className: string;
  children: ReactNode;
}

export function Scroll({ label, className, children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or arrow keys cannot
    <section className={className} aria-label={label} tabIndex={0} data-keys="own" data-enlarge="">
      {children}
    </section>
  );
}
