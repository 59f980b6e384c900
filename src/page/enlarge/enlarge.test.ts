/**
 * @vitest-environment jsdom
 * @file Which element the key for enlarging takes.
 */
import { afterEach, expect, it } from 'vitest';
import { largestIn } from './enlarge.ts';

function add(name: string, width: number, height: number): HTMLElement {
  const element = document.body.appendChild(document.createElement(name));
  element.getBoundingClientRect = () => new DOMRect(0, 0, width, height);
  return element;
}

afterEach(() => document.body.replaceChildren());

it('takes the largest that is visible and can be enlarged', () => {
  add('table', 10, 10);
  const largest = add('figure', 20, 30);
  add('figure', 25, 20);
  add('p', 100, 100);
  expect(largestIn(document.body)).toBe(largest);
});

it('takes none where all are hidden', () => {
  add('figure', 0, 0);
  expect(largestIn(document.body)).toBeNull();
});
