/** @file A button that copies an address, or shows it where copying is forbidden. */
import { type ReactNode, useState } from 'react';
import { copyText } from '../../client/download.ts';
import { useText } from '../../page/language.ts';
import { partTexts } from './texts.ts';

interface CopyLinkProps {
  label: ReactNode;
  /** Accessible name, where the label alone is ambiguous. */
  name?: string;
  url: () => string;
}

export function CopyLink({ label, name, url }: CopyLinkProps) {
  const t = useText(partTexts);
  const [shared, setShared] = useState<{ url: string; copied: boolean } | null>(null);
  async function share() {
    const text = url();
    setShared({ url: text, copied: await copyText(text) });
  }
  return (
    <span className="share">
      <button type="button" className="button is-small" aria-label={name} title={name} onClick={share}>
        {label}
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
