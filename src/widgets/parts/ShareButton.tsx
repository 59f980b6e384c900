/** @file The address of this widget with these settings: copied, or shown where copying is forbidden. */
import { useState } from 'react';
import type { ParamWidget } from '../../runs/defaults.ts';
import { copyText } from '../../runs/download.ts';
import { useText } from '../../runs/language.ts';
import { shareUrl } from '../../runs/param-store.ts';
import { partTexts } from './texts.ts';

export function ShareButton({ widgetId, slideId }: { widgetId: ParamWidget; slideId: string }) {
  const t = useText(partTexts);
  const [shared, setShared] = useState<{ url: string; copied: boolean } | null>(null);
  async function share() {
    const url = shareUrl(widgetId, slideId);
    setShared({ url, copied: await copyText(url) });
  }
  return (
    <span className="share">
      <button type="button" className="button is-small" onClick={share}>
        {t('share')}
      </button>
      <span role="status">{shared?.copied && t('copied')}</span>
      {shared && !shared.copied && (
        <label className="share-url">
          {t('copyByHand')}
          <input
            className="text-input"
            readOnly
            value={shared.url}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
      )}
    </span>
  );
}
