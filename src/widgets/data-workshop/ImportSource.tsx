/** @file Import of a chosen or dropped file, or pasted text, of any known format. */
import type { DragEvent } from 'react';
import { useId } from 'react';
import { COLUMN_NAMES, COLUMNS } from '../../data/formats/index.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { Check } from '../parts/Check.tsx';
import { ImportReport } from './ImportReport.tsx';
import { useImport } from './import-state.ts';
import { importTexts } from './import-texts.ts';
import { formatNames } from './problem.ts';

const ENDINGS = '.json,.jsonl,.csv,.tsv,.txt,application/json,text/csv,text/plain,text/tab-separated-values';

/** After an import the set is shown under "By hand". */
export function ImportSource({ onImport }: { onImport: () => void }) {
  const t = useText(importTexts);
  const id = useId();
  const [pasted, setPasted] = useShared('data-workshop.pasted', '');
  const [append, setAppend] = useShared('data-workshop.append', false);
  const job = useImport(append, onImport);

  function drop(event: DragEvent) {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) void job.readFile(file);
    else {
      const text = event.dataTransfer.getData('text/plain');
      if (text) job.readPasted(text);
    }
  }

  return (
    <>
      <ImportReport job={job} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button and the field inside */}
      <div className="drop-zone" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <p className="workshop-line">
          <label className="button is-small file-button">
            {t('importFile')}
            <input
              type="file"
              className="visually-hidden"
              accept={ENDINGS}
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file) void job.readFile(file);
                // The same file may be chosen again.
                event.currentTarget.value = '';
              }}
            />
          </label>
          <Check label={t('append')} checked={append} onChange={setAppend} />
        </p>
        <label htmlFor={`${id}-paste`}>{t('dropHere')}</label>
        <textarea
          id={`${id}-paste`}
          className="text-input"
          rows={3}
          spellCheck={false}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        <button type="button" className="button is-small" onClick={() => job.readPasted(pasted)}>
          {t('readPaste')}
        </button>
      </div>
      <ImportHelp />
    </>
  );
}

function ImportHelp() {
  const t = useText(importTexts);
  const formats = formatNames(useLanguage());
  return (
    <details className="import-part">
      <summary>{t('help')}</summary>
      <p>{t('helpFormats', { formats })}</p>
      <p>{t('helpTables')}</p>
      <dl className="import-names">
        {COLUMNS.map((column) => (
          <div key={column}>
            <dt>{t(column)}</dt>
            <dd>{COLUMN_NAMES[column].join(t('helpSeparator'))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
