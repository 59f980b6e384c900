/**
 * @file Remark step over `<Slide>` elements: numbers the steps of each slide, and removes the notes from a
 * public build. Numbering at build time saves counting steps at run time.
 */
import type { MarkdownNode } from './formula.ts';

export function attributeOf(node: MarkdownNode, name: string): string | null {
  const found = node.attributes?.find((attribute) => attribute.name === name)?.value;
  if (typeof found === 'string') return found;
  // `minutes={3}` is an expression node; numbers and quoted strings are all that slides use.
  if (typeof found === 'object' && found !== null && 'value' in found) return String(found.value);
  return null;
}

/** For attributes without a value, such as `optional`. */
export function hasAttribute(node: MarkdownNode, name: string): boolean {
  return node.attributes?.some((attribute) => attribute.name === name) ?? false;
}

/** Every element of this name below the node, in reading order. */
export function elementsNamed(node: MarkdownNode, name: string): MarkdownNode[] {
  return (node.children ?? []).flatMap((child) =>
    child.name === name ? [child, ...elementsNamed(child, name)] : elementsNamed(child, name),
  );
}

function without(node: MarkdownNode, name: string): void {
  node.children = node.children?.filter((child) => child.name !== name);
  for (const child of node.children ?? []) without(child, name);
}

export interface SlideOptions {
  stripNotes?: boolean;
}

export function remarkSlides({ stripNotes = false }: SlideOptions = {}) {
  return (tree: MarkdownNode): void => {
    if (stripNotes) without(tree, 'Notes');
    for (const slide of elementsNamed(tree, 'Slide')) {
      elementsNamed(slide, 'Step').forEach((step, index) => {
        step.attributes = [
          ...(step.attributes ?? []),
          { type: 'mdxJsxAttribute', name: 'at', value: String(index + 1) },
        ];
      });
    }
  };
}
