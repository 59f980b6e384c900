/** @file The address of this widget with these settings. */
import type { ParamWidget } from '../../runs/defaults.ts';
import { useText } from '../../runs/language.ts';
import { shareUrl } from '../../runs/param-store.ts';
import { CopyLink } from './CopyLink.tsx';
import { partTexts } from './texts.ts';

export function ShareButton({ widgetId, slideId }: { widgetId: ParamWidget; slideId: string }) {
  const t = useText(partTexts);
  return <CopyLink label={t('share')} url={() => shareUrl(widgetId, slideId)} />;
}
