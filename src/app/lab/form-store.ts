/** @file The run in the lab's form: read from the address, written back to it shortly after a change. */
import { useSyncExternalStore } from 'react';
import { modelFor } from '../../runs/defaults.ts';
import { getLanguage } from '../../runs/language.ts';
import type { RunSpec } from '../../train/spec.ts';
import { type LabAddress, labHash, readLabAddress } from './address.ts';

/** Milliseconds between the last change and the address. */
const WRITE_DELAY_MS = 300;

const listeners = new Set<() => void>();
let current: LabAddress | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function get(): LabAddress {
  current ??= readLabAddress(location.hash, location.search, modelFor(getLanguage()));
  return current;
}

function change(next: LabAddress): void {
  current = next;
  for (const listener of listeners) listener();
}

export function setSpec(spec: RunSpec): void {
  change({ ...get(), spec });
  clearTimeout(timer);
  timer = setTimeout(() => {
    // The reader may have gone back to the slides meanwhile.
    if (!location.hash.startsWith('#lab')) return;
    try {
      history.replaceState(history.state, '', labHash(spec, get().hidden));
    } catch {
      // A page opened as a local file may not change its address; links still carry the run.
    }
  }, WRITE_DELAY_MS);
}

/** The address that opens the lab with this run. */
export function runUrl(spec: RunSpec): string {
  return `${location.href.split('#')[0]}${labHash(spec, get().hidden)}`;
}

/** For tests. */
export function forgetForm(): void {
  clearTimeout(timer);
  current = null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Back and forward, a link of the teacher's, an address typed by hand.
  const onAddress = () => {
    if (location.hash.startsWith('#lab'))
      change(readLabAddress(location.hash, location.search, get().spec.model));
  };
  addEventListener('hashchange', onAddress);
  return () => {
    listeners.delete(listener);
    removeEventListener('hashchange', onAddress);
  };
}

export function useForm(): LabAddress {
  return useSyncExternalStore(subscribe, get);
}
