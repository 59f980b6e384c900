import { describe, expect, it } from 'vitest';
import { DEFAULT_SPEC } from '../recipes/defaults.ts';
import { parseRecording, recordingId } from '../recordings/recording.ts';
import { FAKE_FACTS, fakeEvaluation, fakeStep } from './testing/fake-worker.ts';

const good = () => ({
  version: 1,
  id: recordingId('sft-live', 'zh'),
  date: '2026-11-23',
  engine: 'webgpu',
  adapter: 'google swiftshader',
  seed: 42,
  model: 'lesson7-zh',
  runs: [
    {
      name: 'full',
      spec: DEFAULT_SPEC,
      facts: FAKE_FACTS,
      steps: [fakeStep(1), fakeStep(2)],
      evaluations: [fakeEvaluation(0)],
    },
  ],
  generations: [
    {
      prompt: '猫喜欢吃什么？',
      form: 'chat',
      runName: 'full',
      tokens: [{ text: '鱼', probability: 0.9, alternatives: [{ text: '鱼', probability: 0.9 }] }],
      text: '鱼',
    },
  ],
});

describe('a recording', () => {
  it('is read when it is sound', () => {
    expect(parseRecording(JSON.parse(JSON.stringify(good()))).runs[0]?.steps).toHaveLength(2);
  });

  it.each([
    ['version: 2 is not 1', (r: ReturnType<typeof good>) => Object.assign(r, { version: 2 })],
    ['date: not YYYY-MM-DD', (r: ReturnType<typeof good>) => Object.assign(r, { date: 'yesterday' })],
    [
      'runs[0].steps[1].loss: not a number',
      (r: ReturnType<typeof good>) => Object.assign(r.runs[0]!.steps[1]!, { loss: null }),
    ],
    ['runs[0].facts: not an object', (r: ReturnType<typeof good>) => Object.assign(r.runs[0]!, { facts: 3 })],
    [
      'generations[0].form: neither raw nor chat',
      (r: ReturnType<typeof good>) => Object.assign(r.generations[0]!, { form: 'poem' }),
    ],
    [
      'runs[0].evaluations[0].samples[0].answer: not a text',
      (r: ReturnType<typeof good>) =>
        Object.assign(r.runs[0]!.evaluations[0]!.samples[0]!, { answer: undefined }),
    ],
  ])('is refused with one clear error: %s', (message, spoil) => {
    const bad = good();
    spoil(bad);
    expect(() => parseRecording(bad)).toThrow(message);
  });

  it('is no list and no nothing', () => {
    for (const junk of [null, [], 'x', 3])
      expect(() => parseRecording(junk)).toThrow('recording: not an object');
  });
});
