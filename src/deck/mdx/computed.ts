/**
 * @file Remark step: figures that `src/costs` computes, filled in when a slide is compiled. `<Computed name="…" />`
 * gets its value and what it was computed from; `\computed{…}` in a formula becomes the number.
 */
import { type Claim, type ClaimName, claims } from '../../costs/claims.ts';
import { formatBytes, formatCount } from '../../page/format.ts';
import type { MarkdownNode } from './formula.ts';
import { attributeOf } from './slides.ts';

const UNIT = /(\d) ([kMGT]?B)$/;
const STEPS = ['B', 'kB', 'MB', 'GB', 'TB'];

function claimOf(name: string): Claim {
  if (!Object.hasOwn(claims, name)) throw new Error(`no computed figure "${name}" in src/costs/claims.ts`);
  return claims[name as ClaimName];
}

function bytes(value: number, digits: number): string {
  const step = Math.min(STEPS.length - 1, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** step).toPrecision(digits))} ${STEPS[step]}`;
}

/** As the lesson prints it, in both languages: `1.1 TB`, `18,874,368`. */
export function computedText(name: string): string {
  const { value, unit, digits } = claimOf(name);
  if (unit === 'count') return formatCount(value());
  if (unit === 'nats') return value().toFixed(1);
  const text = digits === undefined ? formatBytes(value()) : bytes(value(), digits);
  return text.replace(UNIT, '$1\u00a0$2');
}

function fillFormula(tex: string): string {
  return tex.replace(/\\computed\{(\w+)\}/g, (_whole, name: string) =>
    computedText(name)
      .replaceAll(',', '{,}')
      .replace(/\u00a0(\w+)$/, '\\ \\text{$1}'),
  );
}

export function remarkComputed() {
  return (tree: MarkdownNode): void => {
    const visit = (node: MarkdownNode): void => {
      if (node.type === 'math' || node.type === 'inlineMath') node.value = fillFormula(node.value ?? '');
      if (node.name === 'Computed') {
        const name = attributeOf(node, 'name') ?? '';
        const attribute = (key: string, value: string) => ({ type: 'mdxJsxAttribute', name: key, value });
        node.attributes = [
          ...(node.attributes ?? []),
          attribute('value', computedText(name)),
          attribute('from', claimOf(name).from),
        ];
      }
      for (const child of node.children ?? []) visit(child);
    };
    visit(tree);
  };
}
