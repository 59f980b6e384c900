/** @file The root component: the deck, which stays mounted, and the lab. */
import { Activity, lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Deck } from '../deck/Deck.tsx';
import { formatHash, isLabHash } from '../deck/location.ts';
import { chapterCache, chapterKey } from '../deck/module-caches.ts';
import { slideOf } from '../deck/navigation.ts';
import { createDeck, readAddress } from '../deck/state.ts';
import { getLanguage } from '../page/language.ts';
import { lesson } from './lesson.ts';

const deck = createDeck(lesson.outline);

/** A chunk of its own, since a talk does not need it. */
const LabPage = lazy(() => import('../lab/LabPage.tsx'));

const isAtLab = () => isLabHash(location.hash);

/** Asks for the first words before anything is rendered; otherwise they would wait for React's first effects. */
export function loadFirstWords(): void {
  if (isAtLab()) return;
  const { chapter } = slideOf(lesson.outline, deck.get().slide);
  chapterCache(lesson).load(chapterKey(getLanguage(), chapter));
}

function subscribeAddress(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  addEventListener('popstate', listener);
  return () => {
    removeEventListener('hashchange', listener);
    removeEventListener('popstate', listener);
  };
}

export function App() {
  const atLab = useSyncExternalStore(subscribeAddress, isAtLab);
  const [deckSeen, setDeckSeen] = useState(!atLab);
  useEffect(() => {
    if (atLab) return;
    // While the lab was shown the deck did not listen.
    readAddress(deck);
    setDeckSeen(true);
  }, [atLab]);
  return (
    <>
      {(deckSeen || !atLab) && (
        <Activity mode={atLab ? 'hidden' : 'visible'}>
          <Deck deck={deck} lesson={lesson} />
        </Activity>
      )}
      {atLab && (
        <Suspense fallback={null}>
          <LabPage back={formatHash(deck.get())} />
        </Suspense>
      )}
    </>
  );
}
