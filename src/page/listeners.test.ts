import { expect, it } from 'vitest';
import { createListeners } from './listeners.ts';

it('tells everyone who has subscribed, and nobody who has left', () => {
  const { subscribe, notify } = createListeners();
  const heard: string[] = [];
  const leave = subscribe(() => heard.push('a'));
  subscribe(() => heard.push('b'));
  notify();
  leave();
  notify();
  expect(heard).toEqual(['a', 'b', 'b']);
});

it('does not tell one that left while others were told, nor yet one that came', () => {
  const { subscribe, notify } = createListeners();
  const heard: string[] = [];
  const leave: (() => void)[] = [];
  subscribe(() => {
    heard.push('first');
    leave[0]?.();
    subscribe(() => heard.push('late'));
  });
  leave.push(subscribe(() => heard.push('second')));
  notify();
  expect(heard).toEqual(['first']);
});
