/** @file Loads recordings, each once, and hands them to widgets. */
import { useEffect, useSyncExternalStore } from 'react';
import { AssetError, loadAsset } from '../page/assets.ts';
import { createListeners } from '../page/listeners.ts';
import { parseRecording, type Recording } from './recording.ts';

/** 'absent': there is no such recording. 'broken': the file cannot be read. */
export type RecordingState =
  | { status: 'loading' }
  | { status: 'ready'; recording: Recording }
  | { status: 'absent' }
  | { status: 'broken'; problem: string };

const LOADING: RecordingState = { status: 'loading' };
const states = new Map<string, RecordingState>();
const listeners = createListeners();

/** Reads `runs/<id>.json`. @throws AssetError or RecordingError */
async function loadRecording(id: string): Promise<Recording> {
  const text = await loadAsset(`runs/${id}.json`);
  return parseRecording(JSON.parse(text));
}

async function load(id: string): Promise<void> {
  if (states.has(id)) return;
  states.set(id, LOADING);
  let state: RecordingState;
  try {
    state = { status: 'ready', recording: await loadRecording(id) };
  } catch (error) {
    state =
      error instanceof AssetError
        ? { status: 'absent' }
        : { status: 'broken', problem: error instanceof Error ? error.message : String(error) };
  }
  states.set(id, state);
  listeners.notify();
}

/** True while a requested recording is loading. */
export function recordingsLoading(): boolean {
  return [...states.values()].includes(LOADING);
}

/** Forgets what was loaded. For tests. */
export function forgetRecordings(): void {
  states.clear();
}

const subscribe = listeners.subscribe;

export function useRecording(id: string): RecordingState {
  useEffect(() => {
    void load(id);
  }, [id]);
  const get = () => states.get(id) ?? LOADING;
  return useSyncExternalStore(subscribe, get, get);
}
