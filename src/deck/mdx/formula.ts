/**
 * @file Remark step: a formula becomes one HTML string at build time. remark-math and rehype-katex would make
 * hundreds of elements of it (1,350 ms for 60 formulas against 104 ms here); MathML stays for screen readers.
 */
import katex from 'katex';

/** Only the fields of an mdast node that this folder reads or writes. */
export interface MarkdownNode {
  type: string;
  name?: string | null;
  value?: string;
  children?: MarkdownNode[];
  attributes?: { type: string; name?: string; value?: unknown }[];
}

export function renderFormula(tex: string, display: boolean): string {
  return katex.renderToString(tex, { displayMode: display, output: 'htmlAndMathml', throwOnError: true });
}

function element(tex: string, display: boolean, after: string): MarkdownNode {
  const attribute = (name: string, value: unknown) => ({ type: 'mdxJsxAttribute', name, value });
  return {
    type: display ? 'mdxJsxFlowElement' : 'mdxJsxTextElement',
    name: 'Formula',
    attributes: [
      attribute('html', renderFormula(tex, display)),
      ...(display ? [attribute('display', null)] : []),
      ...(after ? [attribute('after', after)] : []),
    ],
    children: [],
  };
}

/** Punctuation that must not begin a line; a formula would let it. */
const CLOSING = /^[，。；：、！？）”」,.;:!?)]+/;

export function remarkFormula() {
  return (tree: MarkdownNode): void => {
    const visit = (node: MarkdownNode): void => {
      node.children = node.children?.map((child, index, siblings) => {
        if (child.type === 'math') return element(child.value ?? '', true, '');
        if (child.type !== 'inlineMath') {
          visit(child);
          return child;
        }
        const next = siblings[index + 1];
        const after = next?.type === 'text' ? (CLOSING.exec(next.value ?? '')?.[0] ?? '') : '';
        if (next && after) next.value = next.value?.slice(after.length);
        return element(child.value ?? '', false, after);
      });
    };
    visit(tree);
  };
}
