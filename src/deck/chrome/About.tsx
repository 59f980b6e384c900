/** @file Version of the page, and the licences of third-party software in it. */
import { useState } from 'react';
import { loadAsset } from '../../page/assets.ts';
import { useText } from '../../page/language.ts';
import { VERSION } from '../../page/version.ts';
import { deckTexts } from '../text.ts';

/** Written by the build: see `src/app/build/notices.ts`. */
const NOTICES = 'third-party-notices.txt';

type Notices = { state: 'closed' | 'loading' | 'failed' } | { state: 'read'; text: string };

export function About() {
  const t = useText(deckTexts);
  const [notices, setNotices] = useState<Notices>({ state: 'closed' });
  const load = () => {
    setNotices({ state: 'loading' });
    loadAsset(NOTICES).then(
      (text) => setNotices({ state: 'read', text }),
      () => setNotices({ state: 'failed' }),
    );
  };
  return (
    <section className="about">
      <p className="about-version">{t('version', { version: VERSION })}</p>
      <details
        onToggle={(event) => {
          if (event.currentTarget.open && notices.state !== 'read') load();
        }}
      >
        <summary>{t('notices')}</summary>
        {notices.state === 'read' ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by key.
          <pre lang="en" tabIndex={0}>
            {notices.text}
          </pre>
        ) : (
          <p role="status">{t(notices.state === 'failed' ? 'noticesFailed' : 'noticesLoading')}</p>
        )}
      </details>
    </section>
  );
}
