/** @file The chat template: an editable pair as a string, as tokens and with its loss mask. Needs no engine. */
import { useId, useMemo } from 'react';
import { showToken } from '../../charts/TokenBars.tsx';
import { chartTexts } from '../../charts/texts.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { useTokenizer } from '../../page/tokenizers.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { createWorld, type Language, taskExamples } from '../../world/index.ts';
import { Check } from '../parts/Check.tsx';
import { type Pair, readPair } from './reading.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './chat-template.css';

const ID = 'chat-template';
const TASKS = ['qa', 'sentiment', 'translation', 'code'] as const;

function examplePair(language: Language, task: (typeof TASKS)[number]): Pair {
  const example = taskExamples(createWorld(language), task)[0]!;
  return { prompt: example.prompt, response: example.response };
}

export default function ChatTemplate() {
  const t = useText(texts);
  const tChart = useText(chartTexts);
  const language = useLanguage();
  const tokenizer = useTokenizer(modelFor(language));
  const first = useMemo(() => examplePair(language, 'qa'), [language]);
  const [typed, setPair] = useShared<Pair | null>(`${ID}.pair.${language}`, null);
  const [maskPrompt, setMaskPrompt] = useShared(`${ID}.mask`, true);
  const [noEnd, setNoEnd] = useShared(`${ID}.noEnd`, false);
  const pair = typed ?? first;
  const empty = pair.prompt.trim() === '' || pair.response.trim() === '';
  const reading = useMemo(
    () => (tokenizer && !empty ? readPair(tokenizer, pair, { maskPrompt, noEnd }) : null),
    [tokenizer, empty, pair, maskPrompt, noEnd],
  );

  return (
    <section className="widget is-roomy chat-template" aria-label={t('name')}>
      <div className="pair">
        <PairField
          label={t('instruction')}
          value={pair.prompt}
          set={(prompt) => setPair({ ...pair, prompt })}
        />
        <PairField
          label={t('response')}
          value={pair.response}
          set={(response) => setPair({ ...pair, response })}
        />
      </div>
      <fieldset className="button-row" aria-label={t('examples')}>
        <span className="hint" aria-hidden="true">
          {t('examples')}
        </span>
        {TASKS.map((task) => (
          <button
            key={task}
            type="button"
            className="button is-small"
            onClick={() => setPair(examplePair(language, task))}
          >
            {t(task)}
          </button>
        ))}
      </fieldset>
      <h4>{t('asText')}</h4>
      <p className="template-string">
        <Role mark="<bos>" meaning={t('bos')} />
        <Role mark="<user>" meaning={t('user')} />
        <span>{pair.prompt}</span>
        <Role mark="<assistant>" meaning={t('assistant')} />
        <span>{pair.response}</span>
        {!noEnd && <Role mark="<eos>" meaning={t('eos')} />}
      </p>
      <h4>{t('asTokens')}</h4>
      {empty ? (
        <p className="note note-warn" role="status">
          {t('empty')}
        </p>
      ) : reading ? (
        <>
          <ol className="template-tokens" aria-label={t('asTokens')}>
            {reading.tokens.map(({ id, text, special, known, trained }, i) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: a token's place is its identity
                key={i}
                className={[special && 'is-special', trained && 'is-trained', !known && 'is-unknown']
                  .filter(Boolean)
                  .join(' ')}
                title={t('id', { id })}
              >
                <span>{special ? text : showToken(text, tChart)}</span>
                <small>{id}</small>
              </li>
            ))}
          </ol>
          <p role="status">
            {t('counts', { all: reading.tokens.length, trained: reading.trained })}{' '}
            {t(maskPrompt ? 'maskNote' : 'fullNote')}
          </p>
          {reading.unknown.length > 0 && (
            <p className="note note-warn" role="status">
              {t('unknown', { n: reading.unknown.length, characters: reading.unknown.join(' ') })}
            </p>
          )}
          {reading.tooLong && (
            <p className="note note-warn" role="status">
              {t('tooLong')}
            </p>
          )}
        </>
      ) : (
        <p className="empty">{t(tokenizer === null ? 'missing' : 'loading')}</p>
      )}
      <div className="button-row">
        <Check
          label={t('promptLoss')}
          checked={!maskPrompt}
          onChange={(checked) => setMaskPrompt(!checked)}
        />
        <Check label={t('noEnd')} checked={noEnd} onChange={setNoEnd} />
      </div>
      {noEnd && <p className="note note-warn">{t('noEndNote')}</p>}
    </section>
  );
}

function Role({ mark, meaning }: { mark: string; meaning: string }) {
  return (
    <span className="role">
      <code>{mark}</code>
      <small>{meaning}</small>
    </span>
  );
}

function PairField({ label, value, set }: { label: string; value: string; set: (value: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="text-area"
        rows={2}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
      />
    </div>
  );
}
