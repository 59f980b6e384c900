/** @file Items in order: side by side with arrows where there is room, one under another on a phone. */
import type { ReactNode } from 'react';

export interface SequenceItem {
  id: string;
  title: string;
  /** State after the title: done, now, later. */
  state?: 'done' | 'now' | 'later' | undefined;
  body: ReactNode;
}

export function Sequence({ label, items }: { label: string; items: readonly SequenceItem[] }) {
  return (
    <ol className="sequence" aria-label={label}>
      {items.map(({ id, title, state, body }) => (
        <li
          key={id}
          className="sequence-item"
          data-state={state}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <h4 className="sequence-title">{title}</h4>
          <div className="sequence-body">{body}</div>
        </li>
      ))}
    </ol>
  );
}
