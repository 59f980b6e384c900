/** @file The CPU engine on several threads of a browser: bit-equal to one thread. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowserCpu } from '../../src/engine/cpu/browser.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { run } from '../../src/engine/testing/run.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { initialWeights } from '../../src/model/initialise.ts';
import { llama } from '../../src/model/llama.ts';
import { referenceBatch, referenceConfig, referenceSize } from '../../src/model/testing/reference.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

const THREADS = [1, 3] as const;
const engines = new Map<number, Engine>();

beforeAll(async () => {
  for (const threads of THREADS) engines.set(threads, await openBrowserCpu(threads));
});
afterAll(() => {
  for (const engine of engines.values()) engine.dispose();
});

/** Large enough that its products are divided: the extents are no multiples of what is divided by. */
function large(): Subject {
  const config = { ...referenceConfig, layers: 1, vocabularySize: 333 };
  return { model: llama(config), frozen: null, trainable: initialWeights(config, 1) };
}

const largeBatch = () => {
  const batch = referenceBatch('threads');
  return {
    ...batch,
    tokens: batch.tokens.map((id) => id % 333),
    targets: batch.targets.map((id) => id % 333),
  };
};

it('has a page that may share memory', () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
});

describe.each<[string, () => Subject, boolean]>([
  ['full fine-tuning', large, true],
  ['full fine-tuning with Muon', () => ({ ...large(), optimizer: 'muon' }), true],
  [
    'LoRA on a small model',
    () => subject(loraSpec({ r: 3, targets: ['q', 'v', 'down'], dropout: 0.2 })),
    false,
  ],
])('%s', (_, make, isLarge) => {
  it('leaves the same bits for any number of threads', async () => {
    const finished = [];
    for (const threads of THREADS) {
      const options = isLarge ? { steps: 2, batch: largeBatch, size: referenceSize } : { steps: 3 };
      finished.push(await run(engines.get(threads)!, make(), options));
    }
    const [one, ...others] = finished;
    for (const other of others) {
      expect(other.metrics).toEqual(one!.metrics);
      for (const [name, { data }] of one!.weights) expect(other.weights.get(name)!.data, name).toEqual(data);
      for (const [name, { data }] of one!.gradients)
        expect(other.gradients.get(name)!.data, name).toEqual(data);
    }
  });
});
