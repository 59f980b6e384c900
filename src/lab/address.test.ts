import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isLabHash } from '../deck/location.ts';
import { presetSpec, withField } from '../recipes/spec-fields.ts';
import { HIDEABLE, labHash, readLabAddress } from './address.ts';

const zh = 'lesson7-zh';

it('carries a run and what is hidden, there and back', () => {
  const spec = withField(withField(presetSpec(zh, 'full'), 'steps', 50), 'task', 'summary');
  fc.assert(
    fc.property(fc.subarray([...HIDEABLE]), (list) => {
      const hidden = new Set<string>(list);
      const hash = labHash(spec, hidden);
      expect(isLabHash(hash)).toBe(true);
      expect(readLabAddress(hash, '', 'lesson7-en')).toEqual({ spec, hidden, dataMissing: false });
    }),
  );
});

it('takes the reader’s base and the preset where the address says nothing', () => {
  expect(readLabAddress('#lab', '', 'lesson7-en').spec).toEqual(presetSpec('lesson7-en'));
});

it('hides what the page’s query hides too, and nothing it does not know', () => {
  const { hidden } = readLabAddress('#lab?hide=chat,nonsense', '?hide=seed', zh);
  expect([...hidden]).toEqual(['chat', 'seed']);
});

it('is no slide’s address', () => {
  expect(['#lab', '#lab?x', '#lab-2', '#lora-lab', ''].map(isLabHash)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
