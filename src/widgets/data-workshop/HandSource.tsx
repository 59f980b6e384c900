/** @file Writing by hand: one pair at a time, with its tokens, mask and warnings. */
import { type FormEvent, useId, useState } from 'react';
import { type Conversation, type DataSet, pair, promptOf, responseOf } from '../../data/conversation.ts';
import type { LossMask } from '../../data/encode.ts';
import { duplicatePlaces, leakPlaces, normalised } from '../../data/statistics.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { LAB_HASH } from '../../deck/location.ts';
import { type Language, useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { conversationTokens } from '../../page/tokenizers.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { encodeSpec } from '../../recipes/spec-address.ts';
import { withExamples } from '../../recipes/spec-data.ts';
import { presetSpec, withField } from '../../recipes/spec-fields.ts';
import { Check } from '../parts/Check.tsx';
import { ExampleTokens } from '../parts/ExampleTokens.tsx';
import { setOwnData, useOwnData } from './own-data.ts';
import { texts } from './texts.ts';

/** Tokens of context of the shipped bases. */
export const CONTEXT = 128;
const SHOWN = 50;

interface HandSourceProps {
  tokenizer: Tokenizer | null;
  mask: LossMask;
  /** Held-out questions, to warn of leaks. */
  tests: readonly string[];
}

interface Draft {
  question: string;
  answer: string;
  followUp: boolean;
  /** Index of the example being edited; null for a new one. */
  place: number | null;
}

const EMPTY: Draft = { question: '', answer: '', followUp: false, place: null };

/** The data set with the draft in it. */
function withDraft(data: DataSet, { question, answer, followUp, place }: Draft): DataSet {
  const { turns } = pair(question, answer);
  if (place !== null) {
    return data.map((one, i) =>
      i === place ? { ...one, turns: [...one.turns.slice(0, -2), ...turns] } : one,
    );
  }
  const last = data.at(-1);
  if (followUp && last) return [...data.slice(0, -1), { ...last, turns: [...last.turns, ...turns] }];
  return [...data, { turns }];
}

/** The lab, its form filled in: this data, this mask, and LoRA. */
function labAddress(data: DataSet, mask: LossMask, language: Language): string {
  const spec = withField(withExamples(presetSpec(modelFor(language)), data), 'mask', mask);
  return `${LAB_HASH}?${encodeSpec(spec)}`;
}

export function HandSource({ tokenizer, mask, tests }: HandSourceProps) {
  const t = useText(texts);
  const language = useLanguage();
  const id = useId();
  const { data, unsaved } = useOwnData();
  const [draft, setDraft] = useShared<Draft>('data-workshop.draft', EMPTY);
  const [incomplete, setIncomplete] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const change = (parts: Partial<Draft>) => {
    setIncomplete(false);
    setDraft({ ...draft, ...parts });
  };
  const complete = draft.question.trim() !== '' && draft.answer.trim() !== '';

  function submit(event: FormEvent) {
    event.preventDefault();
    setIncomplete(!complete);
    if (!complete) return;
    setOwnData(withDraft(data, draft));
    setDraft({ ...EMPTY, followUp: draft.followUp });
  }

  return (
    <div className="workshop-source">
      <form className="workshop-fields" onSubmit={submit}>
        <label htmlFor={`${id}-question`}>{t('question')}</label>
        <textarea
          id={`${id}-question`}
          className="text-input"
          rows={1}
          value={draft.question}
          onChange={(event) => change({ question: event.currentTarget.value })}
        />
        <label htmlFor={`${id}-answer`}>{t('answer')}</label>
        <textarea
          id={`${id}-answer`}
          className="text-input"
          rows={1}
          value={draft.answer}
          onChange={(event) => change({ answer: event.currentTarget.value })}
        />
        <div className="workshop-line">
          <button type="submit" className="button is-small">
            {t(draft.place === null ? 'add' : 'save')}
          </button>
          {draft.place !== null && (
            <button type="button" className="button button-quiet is-small" onClick={() => setDraft(EMPTY)}>
              {t('cancel')}
            </button>
          )}
          <Check
            label={t('followUp')}
            checked={draft.followUp}
            disabled={data.length === 0 || draft.place !== null}
            onChange={(followUp) => change({ followUp })}
          />
        </div>
      </form>
      {incomplete && (
        <p className="note note-warn" role="alert">
          {t('needBoth')}
        </p>
      )}
      <DraftView draft={draft} data={data} tokenizer={tokenizer} mask={mask} tests={tests} />
      {unsaved && (
        <p className="note note-warn" role="status">
          {t(unsaved === 'tooLarge' ? 'unsavedLarge' : 'unsavedRefused')}
        </p>
      )}
      {data.length === 0 ? (
        <p className="empty">{t('handEmpty')}</p>
      ) : (
        <>
          <ol className="own-list">
            {data.slice(0, SHOWN).map((one, i) => (
              // The place is what the buttons mean.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <OwnExample key={i} conversation={one} place={i} edit={setDraft} data={data} />
            ))}
          </ol>
          {data.length > SHOWN && <p className="hint">{t('shown', { shown: SHOWN, count: data.length })}</p>}
          <p className="workshop-line">
            <a className="button is-small" href={labAddress(data, mask, language)}>
              {t('toLab')}
            </a>
            {confirming ? (
              <>
                <span>{t('clearSure', { count: data.length })}</span>
                <button
                  type="button"
                  className="button is-small"
                  onClick={() => {
                    setConfirming(false);
                    setDraft(EMPTY);
                    setOwnData([]);
                  }}
                >
                  {t('clearYes')}
                </button>
                <button
                  type="button"
                  className="button button-quiet is-small"
                  onClick={() => setConfirming(false)}
                >
                  {t('cancel')}
                </button>
              </>
            ) : (
              <button
                type="button"
                className="button button-quiet is-small"
                onClick={() => setConfirming(true)}
              >
                {t('clear')}
              </button>
            )}
          </p>
        </>
      )}
    </div>
  );
}

/** The draft as training would read it, with warnings. */
function DraftView({
  draft,
  data,
  tokenizer,
  mask,
  tests,
}: HandSourceProps & { draft: Draft; data: DataSet }) {
  const t = useText(texts);
  if (draft.question.trim() === '' && draft.answer.trim() === '') return null;
  const after = withDraft(data, draft);
  const place = draft.place ?? after.length - 1;
  const conversation = after[place]!;
  const others = after.filter((_, i) => i !== place);
  const isDuplicate = duplicatePlaces([...others, conversation]).includes(others.length);
  const original = isDuplicate ? others.findIndex((one) => sameWords(one, conversation)) : -1;
  const leaks = leakPlaces([pair(draft.question, draft.answer)], tests).length > 0;
  const tokens = tokenizer && conversationTokens(tokenizer, conversation, { mask });
  const unknown =
    tokenizer?.unknownCharacters(`${draft.question}${draft.answer}`.replaceAll(/\s+/g, ' ')) ?? [];
  return (
    <div className="workshop-draft">
      {tokens && (
        <>
          <p className={tokens.length > CONTEXT ? 'note note-warn' : 'hint'} role="status">
            {t(tokens.length > CONTEXT ? 'tokensOver' : 'tokens', { count: tokens.length, context: CONTEXT })}
          </p>
          <ExampleTokens name={t('preview')} tokens={tokens} />
        </>
      )}
      {original >= 0 && <p className="note note-warn">{t('duplicate', { number: original + 1 })}</p>}
      {leaks && <p className="note note-warn">{t('leak')}</p>}
      {unknown.length > 0 && (
        <p className="note note-warn">{t('unknownCharacters', { characters: unknown.join(' ') })}</p>
      )}
    </div>
  );
}

function sameWords(a: Conversation, b: Conversation): boolean {
  const words = ({ turns }: Conversation) => normalised(turns.map(({ content }) => content).join('\n'));
  return words(a) === words(b);
}

interface OwnExampleProps {
  conversation: Conversation;
  place: number;
  data: DataSet;
  edit: (draft: Draft) => void;
}

function OwnExample({ conversation, place, data, edit }: OwnExampleProps) {
  const t = useText(texts);
  return (
    <li>
      <div className="own-example">
        <span className="own-turns">
          {conversation.system && <span className="hint">{conversation.system} </span>}
          {conversation.turns.map(({ role, content, weight }, i) => (
            // Turns never move.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={i} className={`own-turn is-${role}`} data-weight={weight}>
              {role === 'assistant' ? '→ ' : ''}
              {content}{' '}
            </span>
          ))}
        </span>
        <button
          type="button"
          className="button button-icon is-small"
          aria-label={t('edit', { number: place + 1 })}
          onClick={() =>
            edit({
              question: promptOf(conversation),
              answer: responseOf(conversation),
              followUp: false,
              place,
            })
          }
        >
          ✎
        </button>
        <button
          type="button"
          className="button button-icon is-small"
          aria-label={t('remove', { number: place + 1 })}
          onClick={() => setOwnData(data.filter((_, i) => i !== place))}
        >
          ✕
        </button>
      </div>
    </li>
  );
}
