/**
 * @file `<Widget name="sft-live" />` in the MDX is a place only. The widget itself is rendered by `WidgetHost`,
 * outside the words, into a persistent element that this place appends: switching the language replaces the words
 * around a widget that never unmounts.
 */
import {
  Component,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useText } from '../../page/language.ts';
import { useDeckContext, useSlideScope } from '../context.ts';
import type { DeckWidgetProps } from '../lesson.ts';
import { widgetCache } from '../module-caches.ts';
import { deckTexts } from '../text.ts';

export function Widget({ name }: { name: string }) {
  const { view, hosts, slide } = useSlideScope();
  const place = useRef<HTMLDivElement>(null);
  const host = hosts.get(name);
  useLayoutEffect(() => {
    if (host && place.current && host.parentNode !== place.current) place.current.append(host);
  }, [host]);
  if (view === 'preview') return <div className="widget-place widget-preview" data-widget={name} />;
  if (view === 'mirror') {
    return (
      <div className="widget-place" data-widget={name}>
        <WidgetHost name={name} slideId={slide.id} live={false} />
      </div>
    );
  }
  return <div className="widget-place" data-widget={name} ref={place} />;
}

interface WidgetHostProps extends DeckWidgetProps {
  name: string;
}

export function WidgetHost({ name, slideId, live }: WidgetHostProps) {
  const { lesson } = useDeckContext();
  const t = useText(deckTexts);
  const cache = widgetCache(lesson);
  const read = () => cache.get(name);
  const entry = useSyncExternalStore(cache.subscribe, read, read);
  useEffect(() => cache.load(name), [cache, name]);
  const [attempt, setAttempt] = useState(0);
  const retry = () => {
    cache.load(name);
    setAttempt((count) => count + 1);
  };
  if (entry?.state === 'failed') return <WidgetFailure reason={entry.reason} retry={retry} />;
  if (entry?.state !== 'ready') return <p className="widget-loading">{t('widgetLoading')}</p>;
  const Loaded = entry.value;
  return (
    <WidgetBoundary key={attempt} retry={retry}>
      <Loaded slideId={slideId} live={live} />
    </WidgetBoundary>
  );
}

/** Catches errors of a widget, so that the deck works without it. */
class WidgetBoundary extends Component<{ retry(): void; children: ReactNode }, { reason: string | null }> {
  override state: { reason: string | null } = { reason: null };

  static getDerivedStateFromError(error: unknown): { reason: string } {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.reason === null) return this.props.children;
    return <WidgetFailure reason={this.state.reason} retry={this.props.retry} />;
  }
}

function WidgetFailure({ reason, retry }: { reason: string; retry(): void }) {
  const t = useText(deckTexts);
  return (
    <div className="note note-bad" role="alert">
      <p>{t('widgetFailed', { reason })}</p>
      <button type="button" className="button" onClick={retry}>
        {t('retry')}
      </button>
    </div>
  );
}
