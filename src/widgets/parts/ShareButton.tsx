/** @file The address of this widget with these settings. */

import { useText } from '../../page/language.ts';
import { shareUrl } from '../../page/param-store.ts';
import type { ParamWidget } from '../../recipes/defaults.ts';
import { CopyLink } from './CopyLink.tsx';
import { partTexts } from './texts.ts';

export function ShareButton({ widgetId, slideId }: { widgetId: ParamWidget; slideId: string }) {
  const t = useText(partTexts);
  return <CopyLink label={t('share')} url={() => shareUrl(widgetId, slideId)} />;
}
