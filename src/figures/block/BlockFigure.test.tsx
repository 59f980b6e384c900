// @vitest-environment jsdom
/** @file The drawing says what the method's own parameters say: in forms, in words and as a table, in both languages. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../model/config.ts';
import { shippedSizes } from '../../model/testing/shipped-sizes.ts';
import { formatCount } from '../../page/format.ts';
import { fill, setLanguage } from '../../page/language.ts';
import type { MethodSpec } from '../../peft/spec.ts';
import { BlockFigure } from './BlockFigure.tsx';
import { marksOf } from './places.ts';
import { blockTexts } from './texts.ts';

const config: ModelConfig = { ...shippedSizes, vocabularySize: 512 };
const lora: MethodSpec = { name: 'lora', r: 8, loraAlpha: 16, targets: ['q', 'v', 'down'], dropout: 0 };

function draw(method: MethodSpec) {
  const { container } = render(<BlockFigure method={method} config={config} />);
  const figure = container.querySelector('.block-figure')!;
  const count = (selector: string) => figure.querySelectorAll(selector).length;
  return { figure, count };
}

afterEach(() => {
  cleanup();
  setLanguage('zh');
});

describe('the figure of a block', () => {
  it.each<[MethodSpec, { trained: number; lowRank: number; added: number }]>([
    // Embedding and tied head, three norms, seven matrices.
    [{ name: 'full' }, { trained: 12, lowRank: 0, added: 0 }],
    [{ name: 'head' }, { trained: 1, lowRank: 0, added: 0 }],
    [{ name: 'norms' }, { trained: 3, lowRank: 0, added: 0 }],
    [{ name: 'bitfit' }, { trained: 0, lowRank: 0, added: 7 }],
    [
      { name: 'houlsby', bottleneck: 8 },
      { trained: 0, lowRank: 0, added: 2 },
    ],
    [
      { name: 'pfeiffer', bottleneck: 8 },
      { trained: 0, lowRank: 0, added: 1 },
    ],
    [
      { name: 'prompt', virtualTokens: 4 },
      { trained: 0, lowRank: 0, added: 1 },
    ],
    [
      { name: 'ptuning', virtualTokens: 4 },
      { trained: 0, lowRank: 0, added: 2 },
    ],
    [{ name: 'ia3' }, { trained: 0, lowRank: 0, added: 3 }],
    [lora, { trained: 0, lowRank: 3, added: 0 }],
  ])('of %j', (method, { trained, lowRank, added }) => {
    const { figure, count } = draw(method);
    expect([count('.is-trained'), count('.block-added'), count('.is-added')]).toEqual([
      trained,
      lowRank,
      added,
    ]);
    const total = marksOf(method, config).reduce((sum, { parameters }) => sum + parameters, 0);
    expect(figure.getAttribute('aria-label')).toContain(formatCount(total));
  });

  it('says how many blocks a method concerns', () => {
    const { figure } = draw({ name: 'layers', last: 2 });
    expect(figure.textContent).toContain(fill(blockTexts.zh.lastBlocks, { last: 2, count: 4 }));
    cleanup();
    expect(draw(lora).figure.textContent).toContain(fill(blockTexts.zh.blocks, { count: 4 }));
  });

  it('names the places in the language of the page', () => {
    setLanguage('en');
    draw(lora);
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
      'LoRA r=8: a pair of low-rank matrices B, A beside each q, v, down, the rest is frozen; 31,232 trainable parameters, 3.7% of the base.',
    );
  });

  it('is a table too, with the numbers of one block and of all', () => {
    draw(lora);
    fireEvent.click(screen.getByRole('button', { name: /表格/ }));
    // r (in + out): 8 (128 + 128) and 8 (336 + 128).
    expect(screen.getByRole('row', { name: /^q/ }).textContent).toContain('2,0488,192');
    expect(screen.getByRole('row', { name: /^down/ }).textContent).toContain('3,71214,848');
  });
});
