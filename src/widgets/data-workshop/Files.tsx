/** @file In and out: six formats, by file, by pasting, by dropping, and by link where the set is small. */
import { type DragEvent, useId, useState } from 'react';
import { downloadFiles } from '../../client/download.ts';
import type { DataSet } from '../../data/conversation.ts';
import { DataError, FORMATS, type FormatId, formatOf, readData } from '../../data/formats/index.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { Check } from '../parts/Check.tsx';
import { setOwnData, useOwnData } from './own-data.ts';
import { problemSentence } from './problem.ts';
import { texts } from './texts.ts';

export interface FilesProps {
  data: DataSet;
  /** After an import, the set stands under "By hand". */
  onImport: () => void;
}

/** What a format would leave out of this set. */
function lossOf(data: DataSet, id: FormatId): ('lostTurns' | 'lostSystem' | 'lostWeight')[] {
  const { holds } = formatOf(id);
  return [
    ...(!holds.turns && data.some(({ turns }) => turns.length > 2) ? (['lostTurns'] as const) : []),
    ...(!holds.system && data.some(({ system }) => system !== undefined) ? (['lostSystem'] as const) : []),
    ...(!holds.weight && data.some(({ turns }) => turns.some(({ weight }) => weight === 0))
      ? (['lostWeight'] as const)
      : []),
  ];
}

export function Files({ data, onImport }: FilesProps) {
  const t = useText(texts);
  const language = useLanguage();
  const id = useId();
  const own = useOwnData();
  const [format, setFormat] = useShared<FormatId>('data-workshop.format', 'messages');
  const [pasted, setPasted] = useShared('data-workshop.pasted', '');
  const [append, setAppend] = useShared('data-workshop.append', false);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const lost = lossOf(data, format);

  function read(text: string) {
    try {
      const found = readData(text);
      setOwnData(append ? [...own.data, ...found.data] : found.data);
      setSaid({
        text: t('imported', { count: found.data.length, format: t(found.format.id) }),
        bad: false,
      });
      onImport();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      setSaid({ text: problemSentence(error, language), bad: true });
    }
  }

  async function readFile(file: File | undefined) {
    if (file) read(await file.text());
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) void readFile(file);
    else {
      const text = event.dataTransfer.getData('text/plain');
      if (text) read(text);
    }
  }

  function save() {
    const { extension, write } = formatOf(format);
    const file = `lesson7-${format}.${extension}`;
    downloadFiles([{ name: file, bytes: new TextEncoder().encode(write(data)) }]);
    setSaid({ text: t('exported', { file }), bad: false });
  }

  return (
    <div className="workshop-files">
      <p className="workshop-line">
        <label htmlFor={`${id}-format`}>{t('format')}</label>
        <select
          id={`${id}-format`}
          className="select"
          value={format}
          onChange={(event) => setFormat(event.currentTarget.value as FormatId)}
        >
          {FORMATS.map((one) => (
            <option key={one.id} value={one.id}>
              {t(one.id)}
            </option>
          ))}
        </select>
        <button type="button" className="button is-small" disabled={data.length === 0} onClick={save}>
          {t('exportNow', { count: data.length })}
        </button>
      </p>
      {lost.length > 0 && (
        <p className="note note-warn">
          {t('lost', { what: lost.map((name) => t(name)).join(language === 'zh' ? '、' : ', ') })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button and the field inside */}
      <div className="drop-zone" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <p className="workshop-line">
          <label className="button is-small file-button">
            {t('importFile')}
            <input
              type="file"
              className="visually-hidden"
              accept=".json,.jsonl,.csv,.txt,application/json,text/csv,text/plain"
              onChange={(event) => {
                void readFile(event.currentTarget.files?.[0]);
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
          rows={4}
          spellCheck={false}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        <button type="button" className="button is-small" onClick={() => read(pasted)}>
          {t('readPaste')}
        </button>
      </div>
      <p className={said?.bad ? 'note note-bad' : undefined} role="status">
        {said?.text}
      </p>
    </div>
  );
}
