/** @file Derivation of a number: the rule in symbols, then every item with the reader's own numbers. */
import { useEffect, useState } from 'react';
import { explain, QUANTITIES, type Quantity, type Unit } from '../../costs/index.ts';
import { formatBytes, formatCount } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { Scroll } from '../parts/Scroll.tsx';
import type { Config, Row } from './compute.ts';
import { Select } from './Fields.tsx';
import { computedRows } from './MemoryBars.tsx';
import type { MethodId } from './methods.ts';
import type { Settings } from './state.ts';
import { type CostText, texts } from './texts.ts';

/** KaTeX of plain arithmetic as text, which wraps and can be copied. */
export function plainArithmetic(tex: string): string {
  return tex
    .replaceAll('\\times', '×')
    .replaceAll('{,}', ',')
    .replaceAll('\\lceil', '⌈')
    .replaceAll('\\rceil', '⌉')
    .replace(/\\text\{([^}]*)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The rule typeset; KaTeX is fetched only when this panel is opened. */
function Rule({ tex }: { tex: string }) {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    import('katex').then(
      ({ default: katex }) => {
        if (current)
          setHtml(
            katex.renderToString(`\\displaystyle ${tex}`, { output: 'htmlAndMathml', throwOnError: false }),
          );
      },
      () => {
        if (current) setHtml(null);
      },
    );
    return () => {
      current = false;
    };
  }, [tex]);
  if (html === null) return <code>{tex}</code>;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX's own markup of a rule from this repository
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Keys of steps that are spelt otherwise in the catalogue. */
const ITEM_TEXTS: Readonly<Record<string, CostText>> = { attention: 'attentionOperations' };

function amount(value: number, unit: Unit): string {
  if (unit === 'bytes') return value < 10_000 ? `${formatCount(value)} B` : `${formatBytes(value)}`;
  if (unit === 'operations') return value === 0 ? '0' : value.toExponential(2).replace('e+', '·10^');
  return formatCount(value);
}

interface DerivationProps {
  config: Config;
  rows: readonly Row[];
  settings: Settings;
}

export function Derivation({ config, rows, settings }: DerivationProps) {
  const t = useText(texts);
  const [quantity, setQuantity] = useShared<Quantity>('cost-calculator.quantity', 'trainableParameters');
  const [wanted, setWanted] = useShared<MethodId>('cost-calculator.explained', 'lora');
  const good = computedRows(rows);
  const row = good.find(({ id }) => id === wanted) ?? good[0];
  if (!row) return <p className="empty">{t('noRows')}</p>;
  const { rule, steps, value, unit, estimate } = explain(quantity, config, row.costs.peft, {
    ...row.costs.options,
    tokens: settings.megatokens * 1e6,
    tasks: settings.tasks,
  });
  return (
    <div className="cost-derivation">
      <div className="controls">
        <Select
          label={t('quantity')}
          value={quantity}
          groups={[{ label: null, options: QUANTITIES.map((id) => ({ value: id, label: t(id) })) }]}
          onChange={setQuantity}
        />
        <Select
          label={t('method')}
          value={row.id}
          groups={[{ label: null, options: good.map(({ id }) => ({ value: id, label: t(id) })) }]}
          onChange={setWanted}
        />
      </div>
      <p className="cost-rule">
        <span className="hint">{t('rule')}</span> <Rule tex={rule} />
        {estimate && <span className="tag">{t('estimate')}</span>}
      </p>
      <Scroll className="cost-scroll" label={t('formulaTable', { method: t(row.id), quantity: t(quantity) })}>
        <table className="data-table">
          <caption className="visually-hidden">
            {t('formulaTable', { method: t(row.id), quantity: t(quantity) })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('step')}</th>
              <th scope="col">{t('expression')}</th>
              <th scope="col" className="number">
                {t('value')}
              </th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={`${step.name} ${step.formula}`}>
                <th scope="row">
                  {step.kind === 'module' ? (
                    <code>{step.name}</code>
                  ) : (
                    t(ITEM_TEXTS[step.name] ?? (step.name as CostText))
                  )}
                </th>
                <td className="cost-expression">{plainArithmetic(step.formula)}</td>
                <td className="number">{amount(step.value, unit)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('total')}</th>
              <td />
              <td className="number">
                <b>{amount(value, unit)}</b>
                {unit === 'bytes' && <span className="hint"> {formatCount(value)} B</span>}
              </td>
            </tr>
          </tfoot>
        </table>
      </Scroll>
    </div>
  );
}
