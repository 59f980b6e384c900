/** @file The question which column is which, beside the first rows of the file. */
import { type FormEvent, useId, useState } from 'react';
import type { ChosenColumns, ColumnQuestion } from '../../data/formats/index.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { Check } from '../parts/Check.tsx';
import { Scroll } from '../parts/Scroll.tsx';
import { columnCount, firstChoice } from './column-choice.ts';
import { importTexts } from './import-texts.ts';
import { formatNames } from './problem.ts';

const ASKED = ['prompt', 'input', 'completion', 'system'] as const;

interface ImportColumnsProps {
  question: ColumnQuestion;
  choose: (chosen: ChosenColumns) => void;
  cancel: () => void;
}

export function ImportColumns({ question, choose, cancel }: ImportColumnsProps) {
  const t = useText(importTexts);
  const formats = formatNames(useLanguage());
  const id = useId();
  const [chosen, setChosen] = useState(() => firstChoice(question));
  const [incomplete, setIncomplete] = useState(false);
  const places = Array.from({ length: columnCount(question) }, (_, i) => i);
  const header = question.names ?? (chosen.header ? question.rows[0]! : null);
  const rows = question.names === null && chosen.header ? question.rows.slice(1) : question.rows;
  const nameOf = (place: number) => header?.[place]?.trim() || t('column', { number: place + 1 });

  function submit(event: FormEvent) {
    event.preventDefault();
    const used = ASKED.map((name) => chosen[name]).filter((place) => place >= 0);
    const isValid = chosen.prompt >= 0 && chosen.completion >= 0 && new Set(used).size === used.length;
    setIncomplete(!isValid);
    if (isValid) choose(chosen);
  }

  return (
    <form className="import-part" onSubmit={submit}>
      <p className="note">{question.names === null ? t('askColumns') : t('askFields', { formats })}</p>
      <Scroll className="import-table" label={t('firstRows')}>
        <table className="data-table">
          <thead>
            <tr>
              {places.map((place) => (
                <th key={place} scope="col">
                  {nameOf(place)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, i) => (
              // Rows of a file never move.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <tr key={i}>
                {places.map((place) => (
                  <td key={place}>{cells[place]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {question.names === null && (
        <Check
          label={t('header')}
          checked={chosen.header}
          onChange={(checked) => setChosen({ ...chosen, header: checked })}
        />
      )}
      <div className="workshop-fields">
        {ASKED.map((name) => (
          <div key={name} className="import-column">
            <label htmlFor={`${id}-${name}`}>{t(name)}</label>
            <select
              id={`${id}-${name}`}
              className="select"
              value={chosen[name]}
              onChange={(event) => {
                setIncomplete(false);
                setChosen({ ...chosen, [name]: Number(event.currentTarget.value) });
              }}
            >
              <option value={-1}>{t('noColumn')}</option>
              {places.map((place) => (
                <option key={place} value={place}>
                  {nameOf(place)}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
      {incomplete && (
        <p className="note note-warn" role="alert">
          {t('needColumns')}
        </p>
      )}
      <p className="workshop-line">
        <button type="submit" className="button is-small">
          {t('readColumns')}
        </button>
        <button type="button" className="button button-quiet is-small" onClick={cancel}>
          {t('dropped')}
        </button>
      </p>
    </form>
  );
}
