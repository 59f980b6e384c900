/** @file The presenter's window: this slide (its controls move the audience's), the next one, notes, time, pen. */
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useText } from '../../page/language.ts';
import { PREFERENCES, setPreference, usePreference } from '../../page/preferences.ts';
import { useStore } from '../../page/store.ts';
import { perform } from '../chrome/actions.ts';
import { Icon } from '../chrome/icons.tsx';
import { useDeck, useDeckContext } from '../context.ts';
import { handleDeckKey } from '../handle-key.ts';
import { InkLayer } from '../ink/InkLayer.tsx';
import { clearInk, INK_COLOURS, ink } from '../ink/ink.ts';
import type { SlideInfo } from '../lesson.ts';
import { slideIndex, slideOf } from '../navigation.ts';
import { releaseFocus } from '../release-focus.ts';
import { SlideBody } from '../SlideBody.tsx';
import { deckTexts } from '../text.ts';
import { closeConsole, consoleWindow, mirrorStyles } from './console-window.ts';
import { elapsedOf, formatTime, minutesOf, minutesOfPlan, PLANS, paceAt } from './pace.ts';
import { enterSlide, resetTimer, spentOn, timer, toggleTimer } from './timer.ts';

const NO_HOSTS: ReadonlyMap<string, HTMLElement> = new Map();

export function PresenterConsole() {
  const { deck } = useDeckContext();
  const t = useText(deckTexts);
  const [root, setRoot] = useState<HTMLElement | null>(null);
  const title = t('consoleTitle');

  useEffect(() => {
    const view = consoleWindow();
    if (!view) {
      deck.set({ consoleOpen: false });
      return;
    }
    // An empty window is in quirks mode, where styles have other meanings.
    view.document.open();
    view.document.write('<!doctype html><html><head></head><body></body></html>');
    view.document.close();
    const element = view.document.createElement('div');
    view.document.body.append(element);
    const stopMirror = mirrorStyles(document, view.document);
    const onKey = (event: KeyboardEvent) => handleDeckKey(deck, event);
    const onClose = () => deck.set({ consoleOpen: false });
    const stopReleasing = releaseFocus(view);
    view.addEventListener('keydown', onKey);
    view.addEventListener('pagehide', onClose);
    addEventListener('pagehide', closeConsole);
    setRoot(element);
    return () => {
      stopMirror();
      stopReleasing();
      view.removeEventListener('keydown', onKey);
      view.removeEventListener('pagehide', onClose);
      removeEventListener('pagehide', closeConsole);
      element.remove();
      setRoot(null);
    };
  }, [deck]);

  useEffect(() => {
    const view = consoleWindow();
    if (view && root) view.document.title = title;
  }, [root, title]);

  return root ? createPortal(<ConsolePage />, root) : null;
}

function ConsolePage() {
  const { lesson } = useDeckContext();
  const t = useText(deckTexts);
  const slide = useDeck((state) => state.slide);
  const step = useDeck((state) => state.step);
  const { outline } = lesson;
  const info = slideOf(outline, slide);
  const next = outline.slides[slideIndex(outline, slide) + 1];
  const notesSize = usePreference('notes');
  useEffect(() => enterSlide(slide), [slide]);
  return (
    <div className="console">
      <section className="console-now" aria-label={t('stageHere')}>
        <Mirror slide={info} step={step} view="mirror" ink />
      </section>
      <section className="console-next" aria-label={t('nextSlide')}>
        <h2>{t('nextSlide')}</h2>
        {next ? <Mirror slide={next} step={0} view="preview" /> : <p>{t('lastSlide')}</p>}
      </section>
      <section className="console-notes" data-size={notesSize} aria-label={t('notes')}>
        <fieldset className="segmented console-notes-size" aria-label={t('notesSize')}>
          {PREFERENCES.notes.map((size, index) => (
            <button
              key={size}
              type="button"
              aria-pressed={notesSize === size}
              aria-label={`${t('notesSize')} ${index + 1}`}
              data-size={size}
              onClick={() => setPreference('notes', size)}
            >
              A
            </button>
          ))}
        </fieldset>
        <h2>
          {t('notes')} <span className="tag">{t('minutes', { minutes: info.minutes })}</span>{' '}
          {info.optional && <span className="tag">{t('optional')}</span>}
        </h2>
        <SlideBody key={info.id} slide={info} step={step} mode="present" view="notes" hosts={NO_HOSTS} />
      </section>
      <ConsoleBar info={info} step={step} />
    </div>
  );
}

interface MirrorProps {
  slide: SlideInfo;
  step: number;
  view: 'mirror' | 'preview';
  ink?: boolean;
}

function Mirror({ slide, step, view, ink: withInk = false }: MirrorProps) {
  return (
    <div className="mirror" data-mode="present" inert={view === 'preview'}>
      <SlideBody key={slide.id} slide={slide} step={step} mode="present" view={view} hosts={NO_HOSTS} />
      {withInk ? <InkLayer slide={slide.id} /> : null}
    </div>
  );
}

/** A clock on the page: re-renders once a second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  return now;
}

const COLOUR_NAMES = { bad: '●', 'series-lora': '●', ink: '●' } as const;

function ConsoleBar({ info, step }: { info: SlideInfo; step: number }) {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const pointer = useDeck((state) => state.pointer);
  const blank = useDeck((state) => state.blank);
  const colour = useStore(ink, (state) => state.colour);
  const clock = useStore(timer, (state) => state.clock);
  const now = Math.max(useNow(), clock.startedAt ?? 0);
  const elapsed = elapsedOf(clock, now);
  const plan = useStore(timer, (state) => state.plan);
  const { late } = paceAt(lesson.outline, info.id, elapsed, plan);
  const time = formatTime(late);
  const pace = late === 0 ? t('onTime') : late > 0 ? t('behind', { time }) : t('ahead', { time });
  return (
    <div className="console-bar">
      <div className="button-row">
        <button type="button" className="button" onClick={() => deck.move('previous')}>
          <Icon name="previous" />
          {t('previous')}
        </button>
        <button type="button" className="button button-primary" onClick={() => deck.move('next')}>
          {t('next')}
          <Icon name="next" />
        </button>
        <span className="console-place">
          {slideIndex(lesson.outline, info.id) + 1} / {lesson.outline.slides.length}
          {info.steps > 0 ? ` · ${t('step', { step, steps: info.steps })}` : ''}
        </span>
      </div>
      <div className="button-row">
        <span className="console-time" role="timer">
          {formatTime(elapsed)}
        </span>
        <button type="button" className="button" onClick={() => toggleTimer()}>
          {t(clock.startedAt === null ? 'timerStart' : 'timerPause')}
        </button>
        <button type="button" className="button button-quiet" onClick={resetTimer}>
          {t('timerReset')}
        </button>
        <fieldset className="segmented" aria-label={t('plan')}>
          {PLANS.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={plan === name}
              onClick={() => timer.set({ plan: name })}
            >
              {t(`plan_${name}`, { minutes: minutesOfPlan(lesson.outline, name) })}
            </button>
          ))}
        </fieldset>
        <span className="console-pace" data-late={late > 0}>
          {t('onSlide', {
            used: formatTime(spentOn(info.id, now)),
            planned: formatTime(minutesOf(info, plan) * 60_000),
          })}
          {clock.startedAt === null && elapsed === 0 ? null : ` · ${pace}`}
        </span>
      </div>
      <div className="button-row">
        <button
          type="button"
          className="button"
          aria-pressed={pointer === 'draw'}
          onClick={() => perform(deck, { type: 'draw' })}
        >
          <Icon name="draw" />
          {t('draw')}
        </button>
        <fieldset className="segmented" aria-label={t('inkColour')}>
          {INK_COLOURS.map((name, index) => (
            <button
              key={name}
              type="button"
              aria-pressed={colour === name}
              aria-label={`${t('inkColour')} ${index + 1}`}
              style={{ color: `var(--${name})` }}
              onClick={() => ink.set({ colour: name })}
            >
              {COLOUR_NAMES[name]}
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          className="button"
          aria-pressed={pointer === 'laser'}
          onClick={() => perform(deck, { type: 'laser' })}
        >
          <Icon name="laser" />
          {t('laser')}
        </button>
        <button type="button" className="button" onClick={() => perform(deck, { type: 'undoInk' })}>
          {t('undoInk')}
        </button>
        <button type="button" className="button" onClick={() => clearInk(info.id)}>
          {t('clearInk')}
        </button>
        {(['black', 'white'] as const).map((colour) => (
          <button
            key={colour}
            type="button"
            className="button"
            aria-pressed={blank === colour}
            onClick={() => perform(deck, { type: colour })}
          >
            {t(colour)}
          </button>
        ))}
      </div>
    </div>
  );
}
