/** @file Rarely changed settings, folded; their current values are shown beside the fold. */
import type { ReactNode } from 'react';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { partTexts } from './texts.ts';

interface MoreSettingsProps {
  widgetId: string;
  now: string;
  children: ReactNode;
}

export function MoreSettings({ widgetId, now, children }: MoreSettingsProps) {
  const t = useText(partTexts);
  const [open, setOpen] = useShared(`${widgetId}.more`, false);
  return (
    <details className="more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('more')} <span className="hint">{now}</span>
      </summary>
      <div className="controls">{children}</div>
    </details>
  );
}
