import { describe, expect, it } from 'vitest';
import { traceLoss } from '../../src/engine/lossGraph.ts';
import { groupUpdates, muonScale, traceMuon } from '../../src/engine/muon.ts';
import { randomArray } from '../../src/engine/testing/random.ts';
import { singularValues } from '../../src/model/singular-values.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import type { MethodSpec } from '../../src/peft/spec.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';
import { newtonSchulz } from './lib/optimizerReference.ts';

const groupsOf = (spec: MethodSpec, optimizer: 'muon' | 'adamw', config = tinyConfig) => {
  const { model, trainable } = subject(spec, config);
  const { graph } = traceLoss(model, 2, 3, true);
  const groups = groupUpdates(graph, trainable, optimizer);
  const names = [...groups.trainable.keys()];
  expect([...names].sort()).toEqual([...trainable.keys()].sort());
  return { orthogonal: names.slice(0, groups.orthogonal), rest: names.slice(groups.orthogonal) };
};

describe('what Muon updates', () => {
  it('is every matrix that multiplies; embeddings and norms are left to AdamW', () => {
    const { orthogonal, rest } = groupsOf({ name: 'full' }, 'muon');
    expect(orthogonal).toHaveLength(7 * tinyConfig.layers);
    expect(orthogonal.every((name) => name.endsWith('_proj.weight'))).toBe(true);
    expect(rest).toHaveLength(2 * tinyConfig.layers + 2);
    expect(rest).toContain('model.embed_tokens.weight');
  });

  it('is A and B of LoRA, and not the lengths of DoRA', () => {
    expect(groupsOf(loraSpec(), 'muon').rest).toEqual([]);
    const { orthogonal, rest } = groupsOf(loraSpec({ dora: true }), 'muon');
    expect(orthogonal.every((name) => /lora_[AB]/.test(name))).toBe(true);
    expect(rest.every((name) => name.endsWith('lora_magnitude_vector'))).toBe(true);
    expect(rest).toHaveLength(2 * tinyConfig.layers);
  });

  it('is nothing under another optimizer, and the order stays', () => {
    const { orthogonal, rest } = groupsOf({ name: 'full' }, 'adamw');
    expect(orthogonal).toEqual([]);
    expect(rest).toEqual([...subject({ name: 'full' }).trainable.keys()]);
  });
});

describe.each([
  ['wide', 6, 20],
  ['square', 12, 12],
  ['tall', 20, 6],
])('Newton–Schulz of a %s matrix', (_, rows, columns) => {
  it('brings every singular value near one', () => {
    const matrix = [...randomArray(rows * columns, `muon ${rows}`)];
    const values = singularValues(newtonSchulz(matrix, rows, columns), rows, columns);
    // The quintic does not converge to one: it lands between 0.7 and 1.2 for all but the smallest (Jordan et al. 2024).
    expect(Math.max(...values)).toBeLessThan(1.25);
    expect(values.filter((value) => value > 0.65).length).toBeGreaterThanOrEqual(values.length - 1);
  });

  it('takes sixteen dispatches', () => {
    const { graph, updates } = traceMuon(new Map([['m', [rows, columns]]]));
    expect(graph.nodes).toHaveLength(16);
    expect(updates.get('m')!.shape).toEqual([rows, columns]);
  });
});

it('scales updates as AdamW’s are, by the longer side', () => {
  expect(muonScale([100, 25])).toBeCloseTo(2, 10);
  expect(muonScale([25, 100])).toBeCloseTo(2, 10);
});
