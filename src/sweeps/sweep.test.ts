import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presetSpec } from '../recipes/spec-fields.ts';
import {
  bestCell,
  bestColumns,
  type CellResult,
  cancelSweep,
  cellName,
  cellResult,
  cellSpec,
  doneCells,
  finishCell,
  meanRange,
  newSweep,
  pauseSweep,
  reopenSweep,
  runSweep,
  type Sweep,
  type SweepPlan,
} from './sweep.ts';

const plan: SweepPlan = {
  base: presetSpec('lesson7-zh'),
  rows: { field: 'r', values: [1, 8] },
  columns: { field: 'lr', values: [1e-3, 3e-3, 1e-2] },
  alphaPerRank: 2,
};
const result = (match: number, loss = 1): CellResult => ({
  step: 100,
  diverged: false,
  loss,
  end: { validationLoss: loss, heldOutExactMatch: match, seenExactMatch: 1, pretrainingLoss: 1 },
  startPretrainingLoss: 0.7,
});
const BROKEN: CellResult = { step: 7, diverged: true, loss: null, end: null, startPretrainingLoss: 0.7 };

describe('the runs of a grid', () => {
  it('take one value of each axis, row by row, and share the rest', () => {
    const specs = newSweep(plan).cells.map((_, i) => cellSpec(plan, i));
    expect(
      specs.map(({ method, optimizer }) => [(method as { r: number }).r, optimizer.learningRate]),
    ).toEqual([
      [1, 1e-3],
      [1, 3e-3],
      [1, 1e-2],
      [8, 1e-3],
      [8, 3e-3],
      [8, 1e-2],
    ]);
    expect(specs.map(({ method }) => (method as { loraAlpha: number }).loraAlpha)).toEqual([
      2, 2, 2, 16, 16, 16,
    ]);
    expect(new Set(specs.map(({ seed, steps }) => `${seed} ${steps}`)).size).toBe(1);
    expect(cellName(plan, 4)).toBe('r=8 lr=0.003');
  });

  it('set a method before what belongs to it, on whichever axis it stands', () => {
    const methods: SweepPlan = {
      base: presetSpec('lesson7-zh', 'full'),
      rows: { field: 'r', values: [4] },
      columns: { field: 'method', values: ['lora'] },
    };
    expect(cellSpec(methods, 0).method).toMatchObject({ name: 'lora', r: 4 });
  });
});

describe('a sweep', () => {
  it('fills cell by cell to its end', () => {
    let sweep = runSweep(newSweep(plan));
    const order: (number | null)[] = [];
    while (sweep.state === 'running') {
      order.push(sweep.current);
      sweep = finishCell(sweep, result(0.5));
    }
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sweep).toMatchObject({ state: 'done', current: null });
    expect(runSweep(sweep).state).toBe('done');
  });

  it('continues with the paused cell, and after a reload with the first empty one', () => {
    const second = finishCell(runSweep(newSweep(plan)), result(0.5));
    const paused = pauseSweep(second);
    expect(runSweep(paused)).toMatchObject({ state: 'running', current: 1 });
    const reopened = reopenSweep(second);
    expect(reopened).toMatchObject({ state: 'paused', current: null });
    expect(doneCells(reopened)).toBe(1);
    expect(runSweep(reopened)).toMatchObject({ state: 'running', current: 1 });
  });

  it('keeps what is done when it is cancelled', () => {
    const cancelled = cancelSweep(finishCell(runSweep(newSweep(plan)), result(0.5)));
    expect(cancelled).toMatchObject({ state: 'cancelled', current: null });
    expect(doneCells(cancelled)).toBe(1);
    expect(finishCell(cancelled, result(1))).toBe(cancelled);
  });

  it('never loses a result and never trains a cell twice, whatever the reader presses', () => {
    type Press = 'run' | 'pause' | 'cancel' | 'finish' | 'reload';
    const act: Record<Press, (sweep: Sweep) => Sweep> = {
      run: runSweep,
      pause: pauseSweep,
      cancel: cancelSweep,
      finish: (sweep) => finishCell(sweep, result(0.5)),
      reload: reopenSweep,
    };
    const presses = fc.array(fc.constantFrom<Press>('run', 'pause', 'cancel', 'finish', 'reload'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(presses, (list) => {
        let sweep = newSweep(plan);
        for (const press of list) {
          const before = sweep;
          sweep = act[press](sweep);
          before.cells.forEach((cell, i) => {
            if (cell) expect(sweep.cells[i]).toBe(cell);
          });
          expect(doneCells(sweep) - doneCells(before)).toBe(
            press === 'finish' && before.current !== null ? 1 : 0,
          );
          if (sweep.current !== null) expect(sweep.cells[sweep.current]).toBeNull();
          if (sweep.state === 'running') expect(sweep.current).not.toBeNull();
          expect(sweep.state === 'done').toBe(
            doneCells(sweep) === sweep.cells.length && sweep.state !== 'cancelled',
          );
        }
      }),
    );
  });
});

describe('what a grid shows', () => {
  const cells = [result(0.2), result(0.6), BROKEN, result(0.3), result(0.6, 0.5), result(0.1)];

  it('has its best cell by answers, then by loss; a diverged one is none', () => {
    expect(bestCell({ cells })).toBe(4);
    expect(bestCell({ cells: [null, BROKEN] })).toBeNull();
    expect(bestColumns({ plan, cells })).toEqual([1, 1]);
    expect(bestColumns({ plan, cells: [BROKEN, BROKEN, BROKEN, ...cells.slice(3)] })).toEqual([null, 1]);
  });

  it('says how far each axis moves the result, counting a diverged run as no right answer', () => {
    expect(meanRange({ plan, cells }, 'columns', 'heldOutExactMatch')).toBeCloseTo((0.6 + 0.5) / 2);
    expect(meanRange({ plan, cells }, 'rows', 'heldOutExactMatch')).toBeCloseTo((0.1 + 0 + 0.1) / 3);
    expect(meanRange({ plan, cells: cells.map(() => null) }, 'rows', 'loss')).toBeNull();
  });

  it('takes a cell from what a run reported', () => {
    const step = { step: 3, loss: 0.4, accuracy: 1, gradientNorm: 1, learningRate: 1 };
    const evaluation = {
      step: 3,
      validationLoss: 0.5,
      heldOutExactMatch: 0.9,
      seenExactMatch: 1,
      pretrainingLoss: 0.8,
      samples: [],
    };
    expect(cellResult([step], [{ ...evaluation, step: 0, pretrainingLoss: 0.7 }, evaluation], false)).toEqual(
      {
        step: 3,
        diverged: false,
        loss: 0.4,
        end: { validationLoss: 0.5, heldOutExactMatch: 0.9, seenExactMatch: 1, pretrainingLoss: 0.8 },
        startPretrainingLoss: 0.7,
      },
    );
    expect(cellResult([{ ...step, loss: Number.NaN }], [], true)).toMatchObject({
      diverged: true,
      loss: null,
      end: null,
    });
  });
});
