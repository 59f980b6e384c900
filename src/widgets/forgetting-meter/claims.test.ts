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

  it('shows that replay helps most: a tenth of pretraining text, and LoRA forgets less than half and learns as much', () => {
    const match = (name: string) => run(name).evaluations.at(-1)!.heldOutExactMatch;
    expect(run('lora-replay-0.1').spec.data.replay).toBe(0.1);
    expect(rise('lora-replay-0.1')).toBeLessThan(rise('lora-1') / 2);
    // A rate three times lower helps less.
    expect(rise('lora-replay-0.1')).toBeLessThan(rise('lora-0'));
    expect(match('lora-replay-0.1')).toBeGreaterThan(match('lora-1') - 0.05);
    // Half of the rows is too much for the task.
    expect(rise('lora-replay-0.5')).toBeLessThan(rise('lora-replay-0.1'));
    expect(match('lora-replay-0.5')).toBeLessThan(match('lora-replay-0.1'));
  });

  it('shows that LoRA forgets most early, and that stopping early spares full fine-tuning some', () => {
    const at = (name: string, step: number) => run(name).evaluations.find((one) => one.step === step)!;
    const losses = run('lora-1').evaluations.map(({ pretrainingLoss }) => pretrainingLoss);
    expect(at('lora-1', 40).pretrainingLoss).toBe(Math.max(...losses));
    expect(at('full-1', 80).pretrainingLoss).toBeLessThan(at('full-1', 200).pretrainingLoss);
  });

  it('has runs of both methods that learned the task', () => {
    for (const name of ['full-1', 'lora-1'])
      expect(run(name).evaluations.at(-1)!.heldOutExactMatch).toBeGreaterThan(0.8);
  });
});
