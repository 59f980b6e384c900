/** @file Stations on a line: side by side with arrows where there is room, one under another on a phone. */
import type { ReactNode } from 'react';

export interface Station {
  id: string;
  title: string;
  /** State after the title: done, now, later. */
  state?: 'done' | 'now' | 'later' | undefined;
  body: ReactNode;
}

export function Track({ label, stations }: { label: string; stations: readonly Station[] }) {
  return (
    <ol className="track" aria-label={label}>
      {stations.map(({ id, title, state, body }) => (
        <li
          key={id}
          className="station"
          data-state={state}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <h4 className="station-title">{title}</h4>
          <div className="station-body">{body}</div>
        </li>
      ))}
    </ol>
  );
}
