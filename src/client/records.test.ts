/** @file Which runs the page discards, so that many runs do not fill its memory. */
import { expect, it, vi } from 'vitest';
import { makeSpec } from '../recipes/defaults.ts';
import { newRun } from './new-records.ts';
import { EngineRecords } from './records.ts';

vi.stubGlobal('requestAnimationFrame', () => 0);

it('discards the oldest groups of a widget with their runs, and those of no other widget', () => {
  const records = new EngineRecords();
  const add = (owner: string, groupId: string) => {
    const runId = `run-${groupId}`;
    records.runs.set(runId, newRun(runId, groupId, owner, 'full', makeSpec({})));
    records.groups.set(groupId, {
      groupId,
      owner,
      runIds: [runId],
      state: 'done',
      pauseReason: null,
      evaluation: { everySteps: 1, samplePrompts: [] },
      error: null,
      recovered: null,
    });
    records.forgetOldest(owner);
  };
  add('race', 'first');
  for (let i = 0; i < 60; i += 1) add('lab', `g${i}`);
  const remaining = [...records.groups.keys()];
  expect(remaining).toHaveLength(21);
  expect(remaining[0]).toBe('first');
  expect(remaining.at(-1)).toBe('g59');
  expect([...records.runs.keys()]).toEqual(remaining.map((id) => `run-${id}`));
});
