import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compact, expand } from './compact.ts';
import { pair, shapeProblem } from './conversation.ts';
import { messages } from './formats/messages/index.ts';
import { dataSets } from './testing/describe-format.ts';

it('gives back every data set, in letters that an address may hold', () => {
  fc.assert(
    fc.property(dataSets(messages), (data) => {
      const text = compact(data);
      expect(text).toMatch(/^[\w-]*$/);
      expect(expand(text)).toEqual(data);
    }),
    { seed: 1, numRuns: 500 },
  );
});

it('reads anything else as nothing, or as something sound', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => btoa(unescape(encodeURIComponent(text)))),
      ),
      (text) => {
        for (const one of expand(text) ?? []) expect(shapeProblem(one)).toBeNull();
      },
    ),
    { seed: 2, numRuns: 2000 },
  );
  expect(expand('%%%')).toBeNull();
  expect(expand(btoa('[["s","q"]]'))).toBeNull();
});

it('keeps two dozen short pairs within four thousand characters', () => {
  expect(compact(Array(24).fill(pair('猫喜欢吃什么？', '它喜欢吃鱼。'))).length).toBeLessThan(4000);
});
