import { expect, it } from 'vitest';
import { createListeners } from './listeners.ts';

it('notifies all subscribers, and none that has unsubscribed', () => {
  const { subscribe, notify } = createListeners();
  const heard: string[] = [];
  const leave = subscribe(() => heard.push('a'));
  subscribe(() => heard.push('b'));
  notify();
  leave();
  notify();
  expect(heard).toEqual(['a', 'b', 'b']);
});

it('does not notify one that unsubscribed or subscribed during the notification', () => {
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
