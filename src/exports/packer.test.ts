/** @file Who packs a zip, and what comes back where it cannot. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterEach, expect, it } from 'vitest';
import { pair } from '../data/conversation.ts';
import { DEFAULT_LORA, makeSpec } from '../recipes/defaults.ts';
import type { PackAnswer } from './pack.ts';
import { type PackWorker, pack, setPackWorker } from './packer.ts';
import { packHere } from './testing/pack-here.ts';

const file = (name: string) => readFileSync(`public/models/lesson7-en/${name}`);
const model = {
  config: file('config.json').toString(),
  tokenizer: file('tokenizer.json').toString(),
  weights: new Uint8Array(file('model.safetensors')),
};

/** Workers made, and how many of them are gone. */
function counted(make: () => PackWorker): { made: number; gone: number } {
  const count = { made: 0, gone: 0 };
  setPackWorker(() => {
    const worker = make();
    count.made++;
    return { ...worker, terminate: () => void count.gone++ };
  });
  return count;
}

afterEach(() => setPackWorker(packHere));

it('packs 10,000 examples of a run in one worker, which is gone after it', async () => {
  const count = counted(packHere);
  const examples = Array.from({ length: 10_000 }, (_, i) => pair(`Question ${i}?`, `Answer ${i}.`));
  const spec = makeSpec({ model: 'lesson7-en', method: DEFAULT_LORA, steps: 20, data: { examples } });
  const run = { spec, steps: [], evaluations: [], trained: [] };
  const { bytes: zip } = await pack({
    kind: 'run',
    run,
    model,
    options: { language: 'en', realModel: null },
  });
  const all = new TextDecoder().decode(unzipSync(zip)['data/all.jsonl']);
  expect(all.trimEnd().split('\n')).toHaveLength(10_000);
  expect(count).toEqual({ made: 1, gone: 1 });
}, 60_000);

it('says where there is nothing to learn in the data', async () => {
  const unread = {
    turns: [
      { role: 'user', content: '?' } as const,
      { role: 'assistant', content: 'a'.repeat(9), weight: 0 } as const,
    ],
  };
  const spec = makeSpec({ model: 'lesson7-en', steps: 1, data: { examples: [unread] } });
  const run = { spec, steps: [], evaluations: [], trained: [] };
  setPackWorker(packHere);
  await expect(
    pack({ kind: 'run', run, model, options: { language: 'en', realModel: null } }),
  ).rejects.toMatchObject({ reason: 'nothingToLearn' });
});

it('rejects what cannot be packed, and where the worker does not load; no worker stays', async () => {
  const run = { spec: makeSpec({ model: 'lesson7-en', steps: 1 }), steps: [], evaluations: [], trained: [] };
  const broken = { ...model, weights: new Uint8Array(3) };
  const count = counted(packHere);
  await expect(
    pack({ kind: 'run', run, model: broken, options: { language: 'en', realModel: null } }),
  ).rejects.toThrow('Error');
  expect(count).toEqual({ made: 1, gone: 1 });

  const dead = counted(() => {
    let fail: (event: Event) => void = () => {};
    return {
      postMessage: () => fail(Object.assign(new Event('error'), { message: 'no such script' })),
      addEventListener: (type: string, listener: (event: MessageEvent<PackAnswer>) => void) => {
        if (type === 'error') fail = listener as (event: Event) => void;
      },
      terminate: () => {},
    };
  });
  await expect(pack({ kind: 'files', files: [] })).rejects.toThrow('no such script');
  expect(dead).toEqual({ made: 1, gone: 1 });
});
