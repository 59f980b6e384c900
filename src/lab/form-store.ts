/** @file The run in the lab's form: read from the address, written back to it shortly after a change. */
import { useSyncExternalStore } from 'react';
import { isLabHash, LAB_HASH } from '../deck/location.ts';
import { getLanguage } from '../page/language.ts';
import { createListeners } from '../page/listeners.ts';
import { modelFor } from '../recipes/defaults.ts';
import type { RunSpec } from '../train/spec.ts';
import { ownDataNow } from '../widgets/data-workshop/own-data.ts';
import { type LabAddress, labHash, readLabAddress } from './address.ts';

/** Milliseconds between the last change and the address. */
const WRITE_DELAY_MS = 300;

const listeners = createListeners();
let current: LabAddress | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The address that the form has read or written last. */
let known = '';

function read(): LabAddress {
  known = location.hash;
  const base = current?.spec.model ?? modelFor(getLanguage());
  return readLabAddress(location.hash, location.search, base, ownDataNow());
}

function get(): LabAddress {
  current ??= read();
  return current;
}

function change(next: LabAddress): void {
  current = next;
  listeners.notify();
}

export function setSpec(spec: RunSpec): void {
  change({ ...get(), spec, dataMissing: false });
  clearTimeout(timer);
  timer = setTimeout(() => {
    // The reader may have returned to the slides meanwhile.
    if (!isLabHash(location.hash)) return;
    try {
      history.replaceState(history.state, '', labHash(spec, get().hidden));
      known = location.hash;
    } catch {
      // A page opened as a local file may not change its address; links still contain the run.
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
  const leave = listeners.subscribe(listener);
  // Back and forward, a link of the teacher's, an address typed by hand.
  const onAddress = () => {
    if (isLabHash(location.hash)) change(read());
  };
  // A link on a slide, opened after an earlier visit; a link without settings does not change the form.
  if (current && location.hash !== known && location.hash.startsWith(`${LAB_HASH}?`)) onAddress();
  addEventListener('hashchange', onAddress);
  return () => {
    leave();
    removeEventListener('hashchange', onAddress);
  };
}

export function useForm(): LabAddress {
  return useSyncExternalStore(subscribe, get);
}
