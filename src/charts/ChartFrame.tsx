/** @file What every chart has around it: a name, its content in words, a legend, and the same numbers as a table. */
import { type ReactNode, useId, useState } from 'react';
import { useText } from '../runs/language.ts';
import { chartTexts } from './texts.ts';
import './charts.css';

export interface ChartFrameProps {
  name: string;
  /** The content in one or two sentences. */
  summary: string;
  legend?: ReactNode;
  /** A remark on how it is drawn. */
  note?: string | null;
  /** Further switches, beside the table toggle. */
  tools?: ReactNode;
  /** Made only while the reader wants it. */
  table: () => ReactNode;
  children: ReactNode;
}

export function ChartFrame({ name, summary, legend, note, tools, table, children }: ChartFrameProps) {
  const t = useText(chartTexts);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={`${id}-name`} aria-describedby={`${id}-summary`}>
      <div className="chart-head">
        <span className="chart-name" id={`${id}-name`}>
          {name}
        </span>
        <span className="chart-tools">
          {tools}
          <button
            type="button"
            className="chart-toggle"
            aria-pressed={asTable}
            aria-label={t(asTable ? 'showChart' : 'showTable', { name })}
            onClick={() => setAsTable(!asTable)}
          >
            {t(asTable ? 'chart' : 'table')}
          </button>
        </span>
      </div>
      <div className="chart-body">{asTable ? <div className="chart-table">{table()}</div> : children}</div>
      {legend}
      {note && <p className="chart-note">{note}</p>}
      <figcaption className="visually-hidden" id={`${id}-summary`}>
        {summary}
      </figcaption>
    </figure>
  );
}
