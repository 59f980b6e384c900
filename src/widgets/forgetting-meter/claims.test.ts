import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../recordings/recording.ts';

/** The slide's claims about the recording, in both languages. */
describe.each(['zh', 'en'] as const)('the recorded meter in %s', (language) => {
  const { runs } = parseRecording(
    JSON.parse(
      readFileSync(
        new URL(`../../../public/runs/forgetting-meter-${language}.json`, import.meta.url),
        'utf8',
      ),
    ),
  );
  const run = (name: string) => runs.find((one) => one.name === name)!;
  const rise = (name: string) =>
    run(name).evaluations.at(-1)!.pretrainingLoss - run(name).evaluations[0]!.pretrainingLoss;

  it('shows that a rate three times as high adds more than the other method does', () => {
    const byMethod = Math.abs(rise('lora-1') - rise('full-1'));
    for (const method of ['full', 'lora']) {
      const ratio =
        run(`${method}-3`).spec.optimizer.learningRate / run(`${method}-1`).spec.optimizer.learningRate;
      expect(ratio).toBeGreaterThan(3);
      expect(rise(`${method}-3`) - rise(`${method}-1`)).toBeGreaterThan(byMethod);
    }
  });

  it('has runs of both methods that learned the task', () => {
    for (const name of ['full-1', 'lora-1'])
      expect(run(name).evaluations.at(-1)!.heldOutExactMatch).toBeGreaterThan(0.8);
  });
});
