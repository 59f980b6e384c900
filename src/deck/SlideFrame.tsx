/**
 * @file One slide of the page: its section, its words, and its widgets in persistent hosts. `<Activity>` keeps a
 * hidden slide's state and stops its effects.
 */
import { Activity, memo, useMemo } from 'react';
import { createPortal } from 'react-dom';
import type { Language } from '../page/language.ts';
import { useDeck } from './context.ts';
import { InkLayer } from './ink/InkLayer.tsx';
import type { SlideInfo } from './lesson.ts';
import { WidgetHost } from './parts/Widget.tsx';
import { SlideBody } from './SlideBody.tsx';

function makeHost(): HTMLElement {
  const host = document.createElement('div');
  host.className = 'widget-host';
  return host;
}

interface SlideFrameProps {
  slide: SlideInfo;
  /** Unused by name: a change of either renders a hidden slide again, in idle time (see `useChapters`). */
  language: Language;
  ready: boolean;
}

export const SlideFrame = memo(function SlideFrame({ slide }: SlideFrameProps) {
  const mode = useDeck((state) => state.mode);
  const current = useDeck((state) => state.slide === slide.id);
  const step = useDeck((state) => (state.slide === slide.id ? state.step : 0));
  const mounted = useDeck((state) => state.mode === 'print' || state.visited.has(slide.id));
  const hosts = useMemo(
    () => new Map([...new Set(slide.widgets)].map((name) => [name, makeHost()] as const)),
    [slide],
  );
  const visible = mode !== 'present' || current;
  return (
    <section
      id={`slide-${slide.id}`}
      className="slide"
      data-slide={slide.id}
      data-current={current}
      aria-labelledby={`${slide.id}-title`}
      inert={!visible}
    >
      <Activity mode={visible ? 'visible' : 'hidden'}>
        <SlideBody slide={slide} step={step} mode={mode} view="stage" hosts={hosts} />
        {mounted
          ? [...hosts].map(([name, host]) =>
              createPortal(
                <WidgetHost name={name} slideId={slide.id} live={current && mode !== 'print'} />,
                host,
                name,
              ),
            )
          : null}
        {mode === 'present' ? <InkLayer slide={slide.id} /> : null}
      </Activity>
    </section>
  );
});
