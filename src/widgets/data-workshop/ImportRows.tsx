/** @file The examples of an import beside their source text. */
import { useState } from 'react';
import { DataError, type Reading, type ReadRow } from '../../data/formats/index.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { Scroll } from '../parts/Scroll.tsx';
import { importTexts } from './import-texts.ts';
import { problemSentence } from './problem.ts';

/** Characters of a row's text that are shown. */
const MOST_SHOWN = 5000;

const isBad = (row: ReadRow) => row.outcome instanceof DataError;

/** Begins with the first row that could not be read, if there is one. */
export function ImportRows({ reading }: { reading: Reading }) {
  const t = useText(importTexts);
  const { rows, bad } = reading;
  const first = { reading, place: Math.max(0, rows.findIndex(isBad)) };
  const [chosen, setChosen] = useState(first);
  const { place } = chosen.reading === reading ? chosen : first;
  const setPlace = (next: number) => setChosen({ reading, place: next });
  const nextBad = () => {
    const after = rows.findIndex((row, i) => i > place && isBad(row));
    setPlace(after >= 0 ? after : rows.findIndex(isBad));
  };
  return (
    <div className="import-part">
      <p className="workshop-line">
        <button
          type="button"
          className="button button-icon is-small"
          aria-label={t('previousRow')}
          disabled={place === 0}
          onClick={() => setPlace(place - 1)}
        >
          ‹
        </button>
        <span aria-live="polite">{t('row', { row: place + 1, rows: rows.length })}</span>
        <button
          type="button"
          className="button button-icon is-small"
          aria-label={t('nextRow')}
          disabled={place === rows.length - 1}
          onClick={() => setPlace(place + 1)}
        >
          ›
        </button>
        {bad.length > 0 && (
          <button type="button" className="button is-small" onClick={nextBad}>
            {t('nextBad')}
          </button>
        )}
      </p>
      <Row row={rows[place]!} />
    </div>
  );
}

function Row({ row }: { row: ReadRow }) {
  const t = useText(importTexts);
  const language = useLanguage();
  const source = row.source();
  const { outcome } = row;
  return (
    <div className="import-row">
      <Scroll className="import-text" label={t('source')}>
        <p className="hint">{t('source')}</p>
        <pre>{source.slice(0, MOST_SHOWN)}</pre>
        {source.length > MOST_SHOWN && <p className="hint">{t('clipped', { count: MOST_SHOWN })}</p>}
      </Scroll>
      <Scroll className="import-text" label={t('made')}>
        <p className="hint">{t('made')}</p>
        {outcome instanceof DataError ? (
          <p className="note note-bad">{problemSentence(outcome, language)}</p>
        ) : (
          <dl>
            {outcome.system !== undefined && (
              <div>
                <dt>{t('system')}</dt>
                <dd>{outcome.system}</dd>
              </div>
            )}
            {outcome.turns.map(({ role, content, weight }, i) => (
              // Turns never move.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <div key={i}>
                <dt>
                  {t(role === 'user' ? 'prompt' : 'completion')}
                  {weight === 0 && ' (weight 0)'}
                </dt>
                <dd>{content}</dd>
              </div>
            ))}
          </dl>
        )}
      </Scroll>
    </div>
  );
}
