/** @file What every chart has around it: a name, its content in words, a legend, and the same numbers as a table. */
import { type ReactNode, useId, useRef, useState } from 'react';
import { useText } from '../page/language.ts';
import type { CsvRow } from './csv.ts';
import { SaveChart } from './SaveChart.tsx';
import { chartTexts } from './texts.ts';
import './charts.css';

interface ChartFrameProps {
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
  /** The numbers to save, all of them; where not given, what the table shows. */
  csv?: () => readonly CsvRow[];
  children: ReactNode;
}

export function ChartFrame({ name, summary, legend, note, tools, table, csv, children }: ChartFrameProps) {
  const t = useText(chartTexts);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const figure = useRef<HTMLElement>(null);
  return (
    <figure ref={figure} className="chart" aria-labelledby={`${id}-name`} aria-describedby={`${id}-summary`}>
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
          <SaveChart name={name} figure={figure} csv={csv} table={table} />
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
