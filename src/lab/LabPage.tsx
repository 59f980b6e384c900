/** @file The lab: three zones for setting up, watching and comparing runs; one column on a phone. */
import { useEffect } from 'react';
import { EnlargeLayer } from '../page/enlarge/EnlargeLayer.tsx';
import { LANGUAGE_TAGS, otherLanguage, setLanguage, useLanguage, useText } from '../page/language.ts';
import { setPreference, usePreference } from '../page/preferences.ts';
import { useShared } from '../page/shared-state.ts';
import { Choice } from '../widgets/parts/Choice.tsx';
import { Tabs } from '../widgets/parts/Tabs.tsx';
import { useWarmUp } from '../widgets/parts/use-warm-up.ts';
import { storageTexts } from '../wording/storage-texts.ts';
import { useForm } from './form-store.ts';
import { LabChat } from './LabChat.tsx';
import { LabSweep } from './LabSweep.tsx';
import { RunTable } from './RunTable.tsx';
import { lab, useLab } from './runs/store.ts';
import { SetUp } from './SetUp.tsx';
import { texts } from './texts.ts';
import { Watch } from './Watch.tsx';
import '../widgets/parts/parts.css';
import './lab.css';

/** @param back the slide that the reader came from, as an address. */
export default function LabPage({ back }: { back: string }) {
  const t = useText(texts);
  const { spec, hidden, dataMissing } = useForm();
  const [tab, setTab] = useShared('lab.tab', 'runs');
  useWarmUp(true, spec.model);
  useEffect(() => void lab.open(), []);
  useEffect(() => {
    document.title = `${t('title')} · ${t('course')}`;
  });
  const tabs = [
    { id: 'runs', label: t('runs'), panel: <RunTable hidden={hidden} /> },
    { id: 'sweep', label: t('sweep'), panel: <LabSweep spec={spec} /> },
    { id: 'chat', label: t('chat'), panel: <LabChat /> },
  ].filter(({ id }) => !hidden.has(id));
  return (
    <div className="lab-page">
      <Head back={back} />
      <EnlargeLayer />
      <main className="lab-main" aria-labelledby="lab-title">
        <SetUp spec={spec} dataMissing={dataMissing} hidden={hidden} />
        <div className="lab-side">
          <StorageNotes />
          <Watch />
          <section className="lab-zone lab-compare widget" aria-labelledby="lab-compare">
            <h2 id="lab-compare">{t('compare')}</h2>
            <Tabs label={t('panels')} chosen={tab} choose={setTab} tabs={tabs} />
          </section>
        </div>
      </main>
    </div>
  );
}

function Head({ back }: { back: string }) {
  const t = useText(texts);
  const language = useLanguage();
  const theme = usePreference('theme');
  return (
    <header className="lab-head">
      <div className="lab-head-words">
        <p className="lab-course">{t('course')}</p>
        <h1 id="lab-title">{t('title')}</h1>
        <p className="lab-intro">{t('intro')}</p>
      </div>
      <nav className="lab-head-tools" aria-label={t('title')}>
        <a className="button" href={back}>
          ← {t('back')}
        </a>
        <button
          type="button"
          className="button button-quiet"
          lang={LANGUAGE_TAGS[otherLanguage(language)]}
          onClick={() => setLanguage(otherLanguage(language))}
        >
          {t('language')}
        </button>
        <Choice
          label={t('theme')}
          quietLabel
          value={theme}
          options={[
            { value: 'auto', label: t('themeAuto') },
            { value: 'light', label: t('themeLight') },
            { value: 'dark', label: t('themeDark') },
          ]}
          onChange={(value) => setPreference('theme', value)}
        />
      </nav>
    </header>
  );
}

/** One sentence each for what cannot be stored or read. */
function StorageNotes() {
  const t = useText(texts);
  const storageText = useText(storageTexts);
  const { storage, unreadable } = useLab();
  return (
    <div role="status" className="lab-notes">
      {storage && <p className="note note-warn">{storageText(storage)}</p>}
      {unreadable > 0 && (
        <p className="note note-warn">
          {t('unreadable', { count: unreadable })}{' '}
          <button type="button" className="button is-small" onClick={() => void lab.removeUnreadable()}>
            {t('removeUnreadable')}
          </button>
        </p>
      )}
    </div>
  );
}
