/** @file The bar under the slide: where we are, and every action that has a key. */
import { type ReactNode, useId } from 'react';
import { LANGUAGE_TAGS, otherLanguage, setLanguage, useLanguage, useText } from '../../page/language.ts';
import { setPreference, usePreference } from '../../page/preferences.ts';
import { useStore } from '../../page/store.ts';
import { useUpdate } from '../../page/update.ts';
import { useDeck, useDeckContext } from '../context.ts';
import { clearInk, ink, strokesOf } from '../ink/ink.ts';
import { LAB_HASH } from '../location.ts';
import { slideIndex, slideOf } from '../navigation.ts';
import { openLinkedWindow } from '../sync.ts';
import { deckTexts } from '../text.ts';
import { perform, printLesson } from './actions.ts';
import { Icon, type IconName } from './icons.tsx';
import { THEMES } from './theme.ts';

const THEME_TEXT = { auto: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const;

export function Bar() {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const language = useLanguage();
  const mode = useDeck((state) => state.mode);
  const slide = useDeck((state) => state.slide);
  const step = useDeck((state) => state.step);
  const { outline } = lesson;
  const info = slideOf(outline, slide);
  const index = slideIndex(outline, slide);
  const count = outline.slides.length;
  const chapter = outline.chapters.find(({ id }) => id === info.chapter);
  return (
    <nav className="deck-bar" aria-label={t('controls')}>
      <div className="deck-bar-progress" aria-hidden="true">
        <span style={{ inlineSize: `${((index + 1) / count) * 100}%` }} />
      </div>
      <p className="deck-bar-place">
        <span className="deck-bar-course">{t('course')}</span>
        <span className="deck-bar-chapter">{chapter?.title[language]}</span>
      </p>
      {mode === 'present' ? (
        <div className="deck-bar-move">
          <BarButton icon="previous" label={t('previous')} onClick={() => deck.move('previous')} />
          <Count index={index} count={count}>
            {info.steps > 0 ? <StepDots step={step} steps={info.steps} /> : null}
          </Count>
          <BarButton icon="next" label={t('next')} onClick={() => deck.move('next')} />
        </div>
      ) : (
        <Count index={index} count={count} />
      )}
      <div className="deck-bar-tools">
        <UpdateButton />
        <BarButton
          icon="overview"
          label={t('overview')}
          onClick={() => perform(deck, { type: 'overview' })}
        />
        <BarButton icon="search" label={t('search')} onClick={() => perform(deck, { type: 'search' })} />
        <button
          type="button"
          className="button button-quiet deck-bar-language"
          lang={LANGUAGE_TAGS[otherLanguage(language)]}
          onClick={() => setLanguage(otherLanguage(language))}
        >
          {t('language')}
        </button>
        <MoreMenu />
      </div>
    </nav>
  );
}

/** The button for a waiting version; it opens the sheet that explains and installs it. */
function UpdateButton() {
  const { deck } = useDeckContext();
  const t = useText(deckTexts);
  if (useUpdate() === 'none') return null;
  return (
    <button
      type="button"
      className="button button-quiet deck-bar-update"
      onClick={() => perform(deck, { type: 'help' })}
    >
      {t('updateBar')}
    </button>
  );
}

/** The number of the slide; a press opens the overview, where another can be chosen. */
function Count({ index, count, children }: { index: number; count: number; children?: ReactNode }) {
  const { deck } = useDeckContext();
  const t = useText(deckTexts);
  return (
    <button
      type="button"
      className="button button-quiet deck-bar-count"
      aria-label={t('place', { index: index + 1, count })}
      title={t('overview')}
      onClick={() => perform(deck, { type: 'overview' })}
    >
      {index + 1} / {count}
      {children}
    </button>
  );
}

function StepDots({ step, steps }: { step: number; steps: number }) {
  return (
    <span className="step-dots" aria-hidden="true">
      {Array.from({ length: steps }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: dots have no identity beyond their place.
        <span key={index} data-done={index < step} />
      ))}
    </span>
  );
}

function BarButton({ icon, label, onClick }: { icon: IconName; label: string; onClick(): void }) {
  return (
    <button
      type="button"
      className="button button-quiet button-icon"
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

function MoreMenu() {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const mode = useDeck((state) => state.mode);
  const pointer = useDeck((state) => state.pointer);
  const consoleOpen = useDeck((state) => state.consoleOpen);
  const slide = useDeck((state) => state.slide);
  const hasInk = useStore(ink, (state) => strokesOf(state, slide).length > 0);
  const theme = usePreference('theme');
  const id = useId();
  const close = () => document.getElementById(id)?.hidePopover?.();
  const item = (label: string, key: string | null, act: () => void, pressed?: boolean) => (
    <li key={label}>
      <button
        type="button"
        className="deck-menu-item"
        aria-pressed={pressed}
        onClick={() => {
          close();
          act();
        }}
      >
        <span>{label}</span>
        {key ? <kbd className="key">{key}</kbd> : null}
      </button>
    </li>
  );
  return (
    <>
      <button
        type="button"
        className="button button-quiet button-icon"
        popoverTarget={id}
        aria-label={t('more')}
        title={t('more')}
      >
        <Icon name="more" />
      </button>
      <div id={id} popover="auto" className="deck-menu">
        <ul>
          <li>
            <a className="deck-menu-item" href={LAB_HASH} onClick={close}>
              {t('lab')}
            </a>
          </li>
          {item(mode === 'present' ? t('modeRead') : t('modePresent'), 'R', () =>
            perform(deck, { type: 'mode' }),
          )}
          {mode === 'present'
            ? [
                item(t('console'), 'N', () => perform(deck, { type: 'console' }), consoleOpen),
                item(t('fullscreen'), 'F', () => perform(deck, { type: 'fullscreen' })),
                item(t('draw'), 'D', () => perform(deck, { type: 'draw' }), pointer === 'draw'),
                ...(hasInk
                  ? [
                      item(t('undoInk'), 'Ctrl + Z', () => perform(deck, { type: 'undoInk' })),
                      item(t('clearInk'), null, () => clearInk(slide)),
                    ]
                  : []),
                item(t('laser'), 'L', () => perform(deck, { type: 'laser' }), pointer === 'laser'),
                item(t('black'), 'B', () => perform(deck, { type: 'black' })),
                item(t('white'), 'W', () => perform(deck, { type: 'white' })),
              ]
            : null}
          {mode === 'present' ? item(t('secondWindow'), null, () => openLinkedWindow(deck)) : null}
          {item(t('print'), null, () => void printLesson(deck, lesson))}
          {item(t('help'), '?', () => perform(deck, { type: 'help' }))}
        </ul>
        <fieldset className="deck-menu-theme">
          <legend>{t('theme')}</legend>
          <div className="segmented">
            {THEMES.map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name={`${id}-theme`}
                  checked={theme === name}
                  onChange={() => setPreference('theme', name)}
                />
                {t(THEME_TEXT[name])}
              </label>
            ))}
          </div>
        </fieldset>
      </div>
    </>
  );
}
