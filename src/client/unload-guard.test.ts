// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { EngineRecords } from './records.ts';
import type { TrainGroup } from './state.ts';
import { guardUnload } from './unload-guard.ts';

/** Whether the browser would ask before it leaves the page. */
function asks(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

function group(state: TrainGroup['state']): TrainGroup {
  return { groupId: 'g', owner: 'lora-lab', runIds: [], state } as unknown as TrainGroup;
}

it.each([
  ['preparing', true],
  ['running', true],
  ['paused', true],
  ['done', false],
  ['stopped', false],
  ['failed', false],
] as const)('asks while a run is %s: %s', (state, expected) => {
  const records = new EngineRecords();
  const end = guardUnload(records, window);
  expect(asks()).toBe(false);
  records.groups.set('g', group(state));
  records.notify();
  expect(asks()).toBe(expected);
  end();
});

it('asks no more once the run has ended, and asks again for the next', () => {
  const records = new EngineRecords();
  const end = guardUnload(records, window);
  for (const [state, expected] of [
    ['running', true],
    ['done', false],
    ['preparing', true],
  ] as const) {
    records.groups.set('g', group(state));
    records.notify();
    expect(asks()).toBe(expected);
  }
  end();
  expect(asks()).toBe(false);
});
