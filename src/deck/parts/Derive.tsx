/** @file `<Derive title="…">`: a derivation one may open; open in print. */
import type { ReactNode } from 'react';
import { useSlideScope } from '../context.ts';

export function Derive({ title, children }: { title: string; children?: ReactNode }) {
  const { mode } = useSlideScope();
  return (
    <details className="derive" open={mode === 'print' ? true : undefined}>
      <summary>{title}</summary>
      <div className="derive-body">{children}</div>
    </details>
  );
}
