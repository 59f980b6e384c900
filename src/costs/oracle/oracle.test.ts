/**
 * @file The same questions, put to Transformers 4.57.1 and PEFT 0.21.2 themselves (see README.md): totals of the
 * whole gallery and every method on every architecture, trainable, all and file bytes.
 */
import { describe, expect, it } from 'vitest';
import { openModel } from '../architectures/index.ts';
import { adapterFileBytes, modelParameters, parameterReport } from '../counts.ts';
import { findModel } from '../gallery/index.ts';
import { readTask } from '../methods/index.ts';
import answers from './transformers-peft.json';

type Peft = Record<string, unknown>;
type Answer = [
  id: string,
  peft: Peft | null,
  total: number,
  trainable?: number,
  all?: number,
  bytes?: number,
];

const rows = answers as unknown as Answer[];

describe('what Transformers and PEFT answer', () => {
  it('holds for the totals of all models', () => {
    const totals = rows.filter(([, peft]) => peft === null);
    expect(totals.length).toBeGreaterThan(80);
    for (const [id, , total] of totals) {
      expect(modelParameters(openModel(findModel(id).config)), id).toBe(total);
    }
  });

  const families = new Map<string, Answer[]>();
  for (const row of rows) {
    if (row[1] === null) continue;
    const family = String(findModel(row[0]).config.model_type);
    families.set(family, [...(families.get(family) ?? []), row]);
  }
  for (const [family, asked] of families) {
    it(`holds for ${asked.length} methods on ${family}`, () => {
      for (const [id, peft, total, trainable, all, bytes] of asked) {
        const { config } = findModel(id);
        const label = `${id} ${JSON.stringify(peft)}`;
        const report = parameterReport(config, peft);
        expect(modelParameters(openModel(config, readTask(peft))), label).toBe(total);
        expect(report.trainable, label).toBe(trainable);
        expect(report.all, label).toBe(all);
        expect(adapterFileBytes(config, peft), label).toBe(bytes);
      }
    });
  }
});
