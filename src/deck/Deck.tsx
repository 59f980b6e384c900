/** @file The deck: composes slides, bar and sheets, and joins them to keyboard, address, scroll and print. */
import { Fragment, type RefObject, useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { EnlargeLayer } from '../page/enlarge/EnlargeLayer.tsx';
import { shrink } from '../page/enlarge/enlarge.ts';
import { useLanguage, useText } from '../page/language.ts';
import { useChapters } from './chapters.ts';
import { printLesson } from './chrome/actions.ts';
import { Bar } from './chrome/Bar.tsx';
import { Help } from './chrome/Help.tsx';
import { Jump } from './chrome/Jump.tsx';
import { Overview } from './chrome/Overview.tsx';
import { Search } from './chrome/Search.tsx';
import { DeckContextValue, useDeck, useDeckContext } from './context.ts';
import { fitPages, unfitPages } from './fit-pages.ts';
import { HandoutFrame } from './HandoutFrame.tsx';
import { handleDeckKey } from './handle-key.ts';
import type { Lesson } from './lesson.ts';
import { widgetCache } from './module-caches.ts';
import { slideIndex, slideOf } from './navigation.ts';
import { goOnAfterReload } from './over-reload.ts';
import { PresenterConsole } from './presenter/PresenterConsole.tsx';
import { markSeen } from './progress.ts';
import { releaseFocus } from './release-focus.ts';
import { SlideFrame } from './SlideFrame.tsx';
import { type DeckStore, followAddress } from './state.ts';
import { linkWindows } from './sync.ts';
import { deckTexts } from './text.ts';
import { useIdle } from './useIdle.ts';
import { useReadScroll } from './useReadScroll.ts';
import { useWakeLock } from './useWakeLock.ts';

/** Long after the first slide is readable. */
const IDLE_START_MS = 4000;

export function Deck({ deck, lesson }: { deck: DeckStore; lesson: Lesson }) {
  return (
    <DeckContextValue value={{ deck, lesson }}>
      <DeckPage />
    </DeckContextValue>
  );
}

function DeckPage() {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const mode = useDeck((state) => state.mode);
  const panel = useDeck((state) => state.panel);
  const blank = useDeck((state) => state.blank);
  const pointer = useDeck((state) => state.pointer);
  const consoleOpen = useDeck((state) => state.consoleOpen);
  const main = useRef<HTMLElement>(null);
  const language = useLanguage();
  const chapter = useDeck((state) => slideOf(lesson.outline, state.slide).chapter);
  const ready = useChapters(lesson, language, chapter);
  const idle = useIdle(mode === 'present');

  useEffect(() => followAddress(deck), [deck]);
  useEffect(() => goOnAfterReload(deck), [deck]);
  useEffect(() => linkWindows(deck), [deck]);
  useKeys(deck);
  const slide = useDeck((state) => state.slide);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is enlarged belongs to the slide and the mode.
  useEffect(() => shrink, [slide, mode]);
  useEffect(() => (mode === 'present' ? releaseFocus(window) : undefined), [mode]);
  usePrint(deck, lesson, main);
  useFittedPages(main, mode === 'print');
  useWidgetsInIdleTime(lesson);
  useReadScroll(main);
  useWakeLock(mode === 'present');

  return (
    <div className="deck" data-mode={mode} data-idle={idle} data-pointer={pointer}>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <main className="deck-stage" ref={main} aria-label={t('slides')} tabIndex={-1}>
        {lesson.outline.chapters.map((chapter) => (
          <Fragment key={chapter.id}>
            {lesson.outline.slides.map((slide) =>
              slide.chapter === chapter.id ? (
                <SlideFrame key={slide.id} slide={slide} language={language} ready={ready(slide.chapter)} />
              ) : null,
            )}
            <HandoutFrame chapter={chapter} />
          </Fragment>
        ))}
      </main>
      <Bar />
      <Messages />
      <Status />
      <Jump />
      {mode === 'print' ? null : <EnlargeLayer />}
      {blank === 'none' ? null : (
        <div className="blank-screen" data-blank={blank} onPointerDown={() => deck.set({ blank: 'none' })} />
      )}
      {panel === 'overview' ? <Overview /> : null}
      {panel === 'search' ? <Search /> : null}
      {panel === 'help' ? <Help /> : null}
      {consoleOpen ? <PresenterConsole /> : null}
    </div>
  );
}

/** One sentence each for what went wrong around the deck. */
function Messages() {
  const { deck } = useDeckContext();
  const t = useText(deckTexts);
  const unknown = useDeck((state) => state.unknownSlide);
  const blocked = useDeck((state) => state.consoleBlocked);
  const text =
    unknown !== null ? t('unknownSlide', { id: unknown.slice(0, 60) }) : blocked ? t('popupBlocked') : null;
  if (text === null) return null;
  return (
    <div className="deck-message" role="alert">
      <span>{text}</span>
      <button
        type="button"
        className="button button-quiet"
        onClick={() => deck.set({ unknownSlide: null, consoleBlocked: false })}
      >
        {t('close')}
      </button>
    </div>
  );
}

/** Announces each change of slide or step to screen readers (aria-live polite). */
function Status() {
  const { lesson } = useDeckContext();
  const t = useText(deckTexts);
  const language = useLanguage();
  const slide = useDeck((state) => state.slide);
  const step = useDeck((state) => state.step);
  const info = slideOf(lesson.outline, slide);
  const values = {
    index: slideIndex(lesson.outline, slide) + 1,
    count: lesson.outline.slides.length,
    title: info.title[language],
    step,
    steps: info.steps,
  };
  const text = t(info.steps > 0 ? 'statusStep' : 'status', values);
  const mode = useDeck((state) => state.mode);
  const seenIn = mode === 'read' ? slide : null;
  useEffect(() => {
    document.title = `${info.title[language]} · ${t('course')}`;
  });
  useEffect(() => {
    if (seenIn) markSeen(seenIn);
  }, [seenIn]);
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}

function useKeys(deck: DeckStore): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => handleDeckKey(deck, event);
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [deck]);
}

/** While printing: all slides, all steps, every widget mounted; afterwards the mode before. */
function usePrint(deck: DeckStore, lesson: Lesson, stage: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let before = deck.get().mode;
    const start = () => {
      if (deck.get().mode === 'print') return;
      before = deck.get().mode;
      flushSync(() => deck.set({ mode: 'print' }));
      if (stage.current) fitPages(stage.current);
    };
    // A page that was in the print view already stays in it.
    const end = () => deck.set({ mode: before });
    // The browser's own command would print before the recordings are loaded.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void printLesson(deck, lesson);
    };
    addEventListener('keydown', onKey);
    addEventListener('beforeprint', start);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('beforeprint', start);
      removeEventListener('afterprint', end);
    };
  }, [deck, lesson, stage]);
}

/** In the print view pages are fitted again whenever their content changes. */
function useFittedPages(stage: RefObject<HTMLElement | null>, printing: boolean): void {
  useEffect(() => {
    const element = stage.current;
    if (!element || !printing) return;
    let frame = 0;
    const refit = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => fitPages(element));
    };
    refit();
    const changes = new MutationObserver(refit);
    changes.observe(element, { childList: true, characterData: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      unfitPages(element);
    };
  }, [stage, printing]);
}

/** Loads the widgets of all slides in idle time, so that none is missing in print or offline. */
function useWidgetsInIdleTime(lesson: Lesson): void {
  useEffect(() => {
    const load = () => {
      for (const { widgets } of lesson.outline.slides) {
        for (const name of widgets) widgetCache(lesson).load(name);
      }
    };
    const timer = setTimeout(load, IDLE_START_MS);
    return () => clearTimeout(timer);
  }, [lesson]);
}
