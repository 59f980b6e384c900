/** @file Import and export in six formats: by file, by pasting and by dropping. */
import { useId, useState } from 'react';
import { downloadFiles } from '../../client/download.ts';
import type { DataSet } from '../../data/conversation.ts';
import { FORMATS, type FormatId, formatOf } from '../../data/formats/index.ts';
import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { ImportSource } from './ImportSource.tsx';
import { texts } from './texts.ts';

interface FilesProps {
  data: DataSet;
  /** After an import the set is shown under "By hand". */
  onImport: () => void;
}

/** What a format cannot store of this set. */
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
  const [format, setFormat] = useShared<FormatId>('data-workshop.format', 'messages');
  const [saved, setSaved] = useState<string | null>(null);
  const lost = lossOf(data, format);

  function save() {
    const { extension, write } = formatOf(format);
    const file = `lesson7-${format}.${extension}`;
    downloadFiles([{ name: file, bytes: new TextEncoder().encode(write(data)) }]);
    setSaved(file);
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
          {t('lost', {
            what: joinTexts(
              lost.map((name) => t(name)),
              'words',
              language,
            ),
          })}
        </p>
      )}
      <p role="status">{saved !== null && t('exported', { file: saved })}</p>
      <ImportSource onImport={onImport} />
    </div>
  );
}
