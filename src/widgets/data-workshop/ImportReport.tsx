/** @file State of an import: a question, an offer despite bad rows, a success that can be undone, or an error. */
import { useRef } from 'react';
import type { Encoding } from '../../data/decode.ts';
import type { Reading } from '../../data/formats/index.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { ImportColumns } from './ImportColumns.tsx';
import { ImportRows } from './ImportRows.tsx';
import type { Import } from './import-state.ts';
import { importTexts } from './import-texts.ts';
import { problemSentence } from './problem.ts';
import { texts } from './texts.ts';

const PROBLEMS_SHOWN = 5;

/** Further notes about a reading, in sentences. */
function useNotes(): (reading: Reading, encoding: Encoding | null) => string {
  const t = useText(importTexts);
  return ({ unread, marked }, encoding) =>
    [
      ...(marked ? [t('marked')] : []),
      ...(unread.length > 0 ? [t('unread', { names: unread.join(t('helpSeparator')) })] : []),
      ...(encoding !== null && encoding !== 'utf-8'
        ? [t('encoded', { encoding: encoding.toUpperCase() })]
        : []),
    ].join(' ');
}

export function ImportReport({ job }: { job: Import }) {
  const t = useText(importTexts);
  const workshop = useText(texts);
  const language = useLanguage();
  const notes = useNotes();
  const { state } = job;
  const report = useRef<HTMLParagraphElement>(null);
  /** The pressed button is removed, so the focus moves to the new message. */
  const pressed = (act: () => void) => () => {
    act();
    report.current?.focus();
  };

  const message = () => {
    if (state.kind === 'problem') return problemSentence(state.error, language);
    if (state.kind === 'undone') return t('undone', { count: state.count });
    if (state.kind === 'offered')
      return t('someBad', { all: state.reading.rows.length, bad: state.reading.bad.length });
    if (state.kind !== 'taken') return '';
    const { reading, encoding } = state;
    return [
      t('imported', { count: reading.data.length, format: workshop(reading.format.id) }),
      reading.bad.length > 0 && t('leftOut', { count: reading.bad.length }),
      notes(reading, encoding),
    ]
      .filter(Boolean)
      .join(' ');
  };

  return (
    <>
      <p
        ref={report}
        tabIndex={-1}
        className={
          state.kind === 'problem' ? 'note note-bad' : state.kind === 'offered' ? 'note note-warn' : undefined
        }
        role="status"
      >
        {message()}
      </p>
      {state.kind === 'columns' && (
        <ImportColumns
          key={state.text}
          question={state.question}
          choose={(chosen) => pressed(() => job.choose(chosen))()}
          cancel={pressed(job.drop)}
        />
      )}
      {state.kind === 'offered' && (
        <div className="import-part">
          {state.reading.bad.length > PROBLEMS_SHOWN && <p>{t('firstBad', { shown: PROBLEMS_SHOWN })}</p>}
          <ul className="import-problems">
            {state.reading.bad.slice(0, PROBLEMS_SHOWN).map((error) => (
              <li key={error.message}>{problemSentence(error, language)}</li>
            ))}
          </ul>
          <p className="hint">{notes(state.reading, state.encoding)}</p>
          <p className="workshop-line">
            <button type="button" className="button is-small" onClick={pressed(job.take)}>
              {t('takeRest', { bad: state.reading.bad.length, count: state.reading.data.length })}
            </button>
            <button type="button" className="button button-quiet is-small" onClick={pressed(job.drop)}>
              {t('dropped')}
            </button>
          </p>
        </div>
      )}
      {job.undo && (
        <p className="workshop-line">
          <button type="button" className="button is-small" onClick={pressed(job.undo)}>
            {t('undo')}
          </button>
        </p>
      )}
      {(state.kind === 'taken' || state.kind === 'offered') && (
        <details className="import-part" open={state.kind === 'offered'}>
          <summary>{t('rows')}</summary>
          <ImportRows reading={state.reading} />
        </details>
      )}
    </>
  );
}
