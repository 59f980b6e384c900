/**
 * @file What a run does when its slide is left: continues or pauses, as the reader chose, and a note about it
 * on coming back.
 */
import { useEffect } from 'react';
import { getPreference } from '../page/preferences.ts';
import { setShared, useShared } from '../page/shared-state.ts';
import { engine } from './engine-store.ts';
import { isActive, lastStep } from './state.ts';

export interface Absence {
  groupId: string;
  policy: 'continue' | 'pause';
  /** Step at leaving. */
  from: number;
  /** Step at coming back. */
  to: number;
}

/** Widgets that were left while training, with the step they stood at. */
const away = new Map<string, Omit<Absence, 'to'>>();
/** Timers of departures: one whose widget mounts again before it fires was a re-mount. */
const leaving = new Map<string, ReturnType<typeof setTimeout>>();

function stepOf(groupId: string): number {
  const runIds = engine.records.groups.get(groupId)?.runIds ?? [];
  return Math.max(0, ...runIds.map((id) => lastStep(engine.records.runs.get(id)!)));
}

/** Pauses at once, or as soon as a preparing run begins. */
function pauseWhenRunning(owner: string, groupId: string): void {
  engine.pause(groupId);
  if (engine.records.groups.get(groupId)?.state !== 'preparing') return;
  const unsubscribe = engine.records.subscribe(() => {
    const state = engine.records.groups.get(groupId)?.state;
    if (state === 'preparing' && away.has(owner)) return;
    unsubscribe();
    if (away.has(owner)) engine.pause(groupId);
  });
}

/** @returns the group that trains without its slide, if any. */
function noteLeaving(owner: string): string | null {
  const group = engine.records.latestGroup(owner);
  if (!group || !isActive(group)) return null;
  away.set(owner, { groupId: group.groupId, policy: getPreference('leaving'), from: stepOf(group.groupId) });
  return group.groupId;
}

function leave(owner: string): void {
  const groupId = noteLeaving(owner);
  if (groupId !== null && away.get(owner)?.policy === 'pause') pauseWhenRunning(owner, groupId);
}

function arrive(owner: string): void {
  const absence = away.get(owner);
  away.delete(owner);
  if (absence) setShared(absenceKey(owner), { ...absence, to: stepOf(absence.groupId) });
}

function absenceKey(owner: string): string {
  return `${owner}.absence`;
}

/** @returns the last absence (from slide or tab) that a run of this widget saw, until dismissed or trained again. */
export function useLeaving(owner: string, live: boolean): [Absence | null, () => void] {
  const [absence, setAbsence] = useShared<Absence | null>(absenceKey(owner), null);
  useEffect(() => {
    if (!live) return;
    const pending = leaving.get(owner);
    leaving.delete(owner);
    if (pending !== undefined) clearTimeout(pending);
    else arrive(owner);
    return () => {
      leaving.set(
        owner,
        setTimeout(() => {
          leaving.delete(owner);
          leave(owner);
        }),
      );
    };
  }, [owner, live]);
  useEffect(() => {
    if (!live) return;
    // The worker pauses and resumes the runs of hidden tabs by itself; here the steps are noted.
    const onVisibility = () => (document.hidden ? void noteLeaving(owner) : arrive(owner));
    document.addEventListener('visibilitychange', onVisibility);
    return () => document.removeEventListener('visibilitychange', onVisibility);
  }, [owner, live]);
  return [absence, () => setAbsence(null)];
}
