/**
 * @file The reader's settings, stored outside the slides: they outlive changes of slide, language and mode.
 * Read once from the address, written back to it shortly after a change.
 */
import { useCallback, useSyncExternalStore } from 'react';
import { type ParamWidget, WIDGET_PARAMS, type WidgetValues } from '../recipes/defaults.ts';
import { clampParam, defaultsOf, type ParamTable, sameValue } from '../recipes/params.ts';
import { createListeners } from './listeners.ts';
import { type AnyValues, readUrl, writeUrl } from './url-state.ts';

/** Milliseconds between the last change and the address. */
const WRITE_DELAY_MS = 300;

const listeners = createListeners();
const settings = new Map<ParamWidget, AnyValues>();
let hidden: ReadonlySet<string> = new Set();
let loaded = false;
let writeTimer: ReturnType<typeof setTimeout> | undefined;

function notify(): void {
  listeners.notify();
}

function load(): void {
  if (loaded) return;
  loaded = true;
  const url = readUrl(typeof location === 'undefined' ? '' : location.search);
  hidden = url.hidden;
  for (const [id, values] of Object.entries(url.values)) {
    settings.set(id as ParamWidget, { ...defaultsOf(WIDGET_PARAMS[id as ParamWidget]), ...values });
  }
}

export function getParams<Id extends ParamWidget>(id: Id): WidgetValues<Id> {
  load();
  let values = settings.get(id);
  if (values === undefined) {
    values = defaultsOf(WIDGET_PARAMS[id]);
    settings.set(id, values);
  }
  return values as WidgetValues<Id>;
}

/** Sets some values, clamped. */
function setParams<Id extends ParamWidget>(id: Id, changes: Partial<WidgetValues<Id>>): void {
  const before = getParams(id) as AnyValues;
  const table: ParamTable = WIDGET_PARAMS[id];
  const after: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(changes)) {
    const param = table[key];
    if (param) after[key] = clampParam(param, value);
  }
  if (Object.keys(table).every((key) => sameValue(before[key], after[key]))) return;
  settings.set(id, after);
  notify();
  clearTimeout(writeTimer);
  writeTimer = setTimeout(() => writeAddress(id), WRITE_DELAY_MS);
}

function writeAddress(id: ParamWidget): void {
  if (typeof history === 'undefined') return;
  const query = writeUrl(location.search, id, getParams(id) as AnyValues);
  try {
    history.replaceState(history.state, '', `${location.pathname}${query}${location.hash}`);
  } catch {
    // A page opened as a local file may not change its address; the share button still works.
  }
}

/** The address that opens this widget with these settings. */
export function shareUrl(id: ParamWidget, slideId: string): string {
  const query = writeUrl(location.search, id, getParams(id) as AnyValues);
  return `${location.href.split(/[?#]/)[0]}${query}#${slideId}`;
}

export function isHidden(key: string): boolean {
  load();
  return hidden.has(key);
}

/** Forgets everything, as a fresh page would. For tests. */
export function forgetParams(): void {
  clearTimeout(writeTimer);
  settings.clear();
  hidden = new Set();
  loaded = false;
  notify();
}

const subscribe = listeners.subscribe;

/** A widget's settings and the setter: `const [values, set] = useParams('lora-lab'); set({ r: 4 })`. */
export function useParams<Id extends ParamWidget>(
  id: Id,
): [WidgetValues<Id>, (changes: Partial<WidgetValues<Id>>) => void] {
  const values = useSyncExternalStore(
    subscribe,
    () => getParams(id),
    () => getParams(id),
  );
  const set = useCallback((changes: Partial<WidgetValues<Id>>) => setParams(id, changes), [id]);
  return [values, set];
}
