/** @file Formulas at build time. */
import { describe, expect, it } from 'vitest';
import { type MarkdownNode, remarkFormula, renderFormula } from './formula.ts';
import { attributeOf, remarkSlides } from './slides.ts';

function paragraph(...children: MarkdownNode[]): MarkdownNode {
  return { type: 'root', children: [{ type: 'paragraph', children }] };
}

describe('a formula', () => {
  it('becomes one string with MathML for screen readers', () => {
    expect(renderFormula('B A x', false)).toContain('<math');
  });
  it('that is wrong stops the build', () => {
    expect(() => renderFormula('\\frac{1', true)).toThrow();
  });
  it('keeps the punctuation that follows on its line', () => {
    const tree = paragraph({ type: 'inlineMath', value: 'r' }, { type: 'text', value: '，然后' });
    remarkFormula()(tree);
    const [formula, text] = tree.children![0]!.children!;
    expect(attributeOf(formula!, 'after')).toBe('，');
    expect(text!.value).toBe('然后');
  });
});

it('reads an attribute as text, and null where it is absent or has no value', () => {
  const attribute = (name: string, value: unknown) => ({ type: 'mdxJsxAttribute', name, value });
  const node: MarkdownNode = {
    type: 'mdxJsxFlowElement',
    attributes: [attribute('id', 'one'), attribute('minutes', { value: '3' }), attribute('optional', null)],
  };
  const values = ['id', 'minutes', 'optional', 'layout'].map((name) => attributeOf(node, name));
  expect(values).toEqual(['one', '3', null, null]);
});

it('numbers the steps of each slide from one', () => {
  const step = (): MarkdownNode => ({
    type: 'mdxJsxFlowElement',
    name: 'Step',
    attributes: [],
    children: [],
  });
  const slide = (...children: MarkdownNode[]): MarkdownNode => ({
    type: 'mdxJsxFlowElement',
    name: 'Slide',
    attributes: [],
    children,
  });
  const tree: MarkdownNode = {
    type: 'root',
    children: [slide(step(), { type: 'div', children: [step()] }), slide(step())],
  };
  remarkSlides()(tree);
  const [first, second] = tree.children!;
  expect(attributeOf(first!.children![0]!, 'at')).toBe('1');
  expect(attributeOf(first!.children![1]!.children![0]!, 'at')).toBe('2');
  expect(attributeOf(second!.children![0]!, 'at')).toBe('1');
});
