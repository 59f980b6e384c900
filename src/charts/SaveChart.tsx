/** @file Downloads of a chart: its numbers as CSV, its drawing as PNG, behind one small button. */
import { type ReactNode, type RefObject, useId, useState } from 'react';
import { downloadFiles } from '../client/download.ts';
import { useText } from '../page/language.ts';
import { type CsvRow, cellsOf, toCsv } from './csv.ts';
import { hasPicture, picturePng } from './picture.ts';
import { chartTexts } from './texts.ts';

interface SaveChartProps {
  name: string;
  figure: RefObject<HTMLElement | null>;
  /** The numbers; where not given, what the table shows. */
  csv?: (() => readonly CsvRow[]) | undefined;
  table: () => ReactNode;
}

/** A file name that is valid on every file system. */
export function fileName(name: string, ending: string): string {
  const plain = name.replace(/[\\/:*?"<>|\s（）()]+/g, '-').replace(/^-+|-+$/g, '');
  return `${plain || 'chart'}.${ending}`;
}

export function SaveChart({ name, figure, csv, table }: SaveChartProps) {
  const t = useText(chartTexts);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [drawn, setDrawn] = useState(true);
  const [failed, setFailed] = useState(false);

  function toggle() {
    setDrawn(figure.current !== null && hasPicture(figure.current));
    setFailed(false);
    setOpen(!open);
  }
  function saveCsv() {
    const bytes = new TextEncoder().encode(toCsv(csv ? csv() : cellsOf(table())));
    downloadFiles([{ name: fileName(name, 'csv'), bytes }]);
    setOpen(false);
  }
  async function savePng() {
    try {
      const blob = await picturePng(figure.current!, name);
      downloadFiles([{ name: fileName(name, 'png'), bytes: new Uint8Array(await blob.arrayBuffer()) }]);
      setOpen(false);
    } catch {
      setFailed(true);
    }
  }

  return (
    <>
      <button
        type="button"
        className="chart-toggle chart-save"
        aria-label={t('saveOf', { name })}
        title={t('saveOf', { name })}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
      >
        <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
          <path
            d="M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
          />
        </svg>
      </button>
      {open && (
        <span id={id} className="chart-tools">
          <button type="button" className="chart-toggle" aria-label={t('csvOf', { name })} onClick={saveCsv}>
            CSV
          </button>
          {drawn && (
            <button
              type="button"
              className="chart-toggle"
              aria-label={t('pngOf', { name })}
              onClick={savePng}
            >
              PNG
            </button>
          )}
        </span>
      )}
      {failed && <span role="alert">{t('pngFailed')}</span>}
    </>
  );
}
