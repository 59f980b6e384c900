import { expect, it } from 'vitest';
import { tinyConfig } from '../model/testing/tiny.ts';
import { methodOf } from '../peft/index.ts';
import { startOf, tinyBase } from '../peft/testing/logits.ts';
import { CONTENDERS } from '../recipes/contenders.ts';
import { savedText } from './saved.ts';

const OTHERS = {
  full: 'savedModel',
  head: 'savedWeights',
  layers: 'savedWeights',
  bitfit: 'savedWeights',
  houlsby: 'savedModules',
  pfeiffer: 'savedModules',
  qloraInt8: 'savedQuantized',
  qloraNf4: 'savedQuantized',
};

it.each(CONTENDERS)('tells what opens the files of $id', ({ id, method }) => {
  const spec = 'virtualTokens' in method ? { ...method, virtualTokens: 2 } : method;
  const base = tinyBase();
  const context = { config: tinyConfig, baseName: 'b', configJson: {}, base, trained: startOf(spec, base) };
  const files = methodOf(spec).exportFiles(spec, context);
  expect(savedText(spec, files)).toBe(id in OTHERS ? OTHERS[id as keyof typeof OTHERS] : 'savedAdapter');
});
