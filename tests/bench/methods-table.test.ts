import { expect, it } from 'vitest';
import { type MethodRow, methodsTable } from './methods-table.ts';

const row = (id: string, changes: Partial<MethodRow> = {}): MethodRow => ({
  id,
  dispatches: 136,
  wall: 1000,
  trainableParameters: 921_216,
  optimizerBytes: 2 ** 23,
  trainerBytes: 50 * 2 ** 20,
  frozenBytes: 0,
  ...changes,
});

it('sets every method against full fine-tuning, and says whether LoRA keeps its budgets', () => {
  const lora = row('lora', { dispatches: 130, wall: 690, trainableParameters: 16_384, frozenBytes: 2 ** 22 });
  const text = methodsTable([row('full'), lora]);
  expect(text).toMatch(/full +921,216 +136 +50.00 MB +8.00 MB +0.00 MB +1000 ms +1.00/);
  expect(text).toMatch(/lora +16,384 +130 .* 4.00 MB +690 ms +0.69/);
  expect(text).toMatch(/than full yes; at most 0.75 of its time yes/);
  expect(methodsTable([row('full'), row('lora', { wall: 800 })])).toMatch(
    /than full NO; at most 0.75 of its time NO/,
  );
  expect(methodsTable([row('ia3')])).not.toMatch(/LoRA:/);
});
