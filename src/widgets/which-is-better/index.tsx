/** @file Which is better? The reader votes on two true answers; the token loss cannot express such a preference. */
import { useEffect, useMemo, useState } from 'react';
import { engine } from '../../client/engine-store.ts';
import { useAllRuns, useModel } from '../../client/hooks.ts';
import { canAnswer, isActive } from '../../client/state.ts';
import { formatLoss } from '../../page/format.ts';
import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { type Recording, recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import type { ExampleToken } from '../../train/protocol.ts';
import type { ModelName } from '../../train/spec.ts';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { useWarmUp } from '../parts/use-warm-up.ts';
import type { WidgetProps } from '../types.ts';
import { type AnswerPair, answerPairs, STYLES } from './pairs.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './which-is-better.css';

const ID = 'which-is-better';
/** The widget whose recorded run has read the pairs. */
const RECORDED_WITH = 'complete-or-answer';
type Vote = 'a' | 'b' | 'tie';
type Votes = Readonly<Record<number, Vote>>;
const NONE: Votes = {};

export default function WhichIsBetter({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const model = modelFor(language);
  useWarmUp(live, model);
  const pairs = useMemo(() => answerPairs(language), [language]);
  const [at, goTo] = useShared(`${ID}.at`, 0);
  const [votes, setVotes] = useShared<Votes>(`${ID}.votes`, NONE);
  const pair = pairs[at]!;
  const vote = votes[at];
  const done = pairs.every((_, i) => votes[i] !== undefined);

  return (
    <section className="widget is-roomy which-is-better" aria-label={t('name')}>
      <p className="hint">{t('progress', { n: at + 1, total: pairs.length })}</p>
      <p>
        {t('question')} <b>{pair.prompt}</b>
      </p>
      <fieldset>
        <legend>{t('choose')}</legend>
        <div className="answer-vote">
          {(['a', 'b'] as const).map((side) => (
            <button
              key={side}
              type="button"
              className="button answer-vote-answer"
              aria-pressed={vote === side}
              onClick={() => setVotes({ ...votes, [at]: side })}
            >
              <small>
                {vote === side && '✓ '}
                {t(side)}
              </small>
              {pair[side].text}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="button button-quiet"
          aria-pressed={vote === 'tie'}
          onClick={() => setVotes({ ...votes, [at]: 'tie' })}
        >
          {t('tie')}
        </button>
      </fieldset>
      <div aria-live="polite">{vote && <Verdict pair={pair} vote={vote} model={model} />}</div>
      <div className="button-row">
        <button
          type="button"
          className="button"
          disabled={!vote || at === pairs.length - 1}
          onClick={() => goTo(at + 1)}
        >
          {t('next')}
        </button>
        {done && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setVotes(NONE);
              goTo(0);
            }}
          >
            {t('again')}
          </button>
        )}
      </div>
      {done && <Tally pairs={pairs} votes={votes} />}
      <EngineNotice model={model} />
      <DeviceNotice />
    </section>
  );
}

function Verdict({ pair, vote, model }: { pair: AnswerPair; vote: Vote; model: ModelName }) {
  const t = useText(texts);
  const language = useLanguage();
  const state = useRecording(recordingId(RECORDED_WITH, language));
  const recording = state.status === 'ready' ? state.recording : null;
  const measured = useLosses(pair, model);
  const recorded = recordedLosses(recording, pair);
  // A tuned model's reading is preferred to the base's, even a recorded one.
  const losses = measured?.tuned ? measured : (recorded ?? measured);
  if (!losses) {
    return (
      <p className="hint">
        {t('bothRight')} {t('lossWaits')}
      </p>
    );
  }
  const { a, b, tuned } = losses;
  const lower = a <= b ? 'a' : 'b';
  const key = vote === 'tie' ? 'tied' : vote === lower ? 'agree' : 'differ';
  return (
    <div className="note">
      <p>{t('loss', { a: formatLoss(a), b: formatLoss(b), model: t(tuned ? 'tuned' : 'base') })}</p>
      <p>
        {t(key, {
          lower: t(lower),
          chosen: vote === 'tie' ? '' : t(vote),
        })}{' '}
        {t('bothRight')}
      </p>
      {losses === recorded && <SourceNote recording={recording} state={state} liveSeed={null} />}
    </div>
  );
}

/** Mean loss of the response's tokens, nats per token. */
function meanLoss(tokens: readonly ExampleToken[]): number {
  const trained = tokens.filter(({ trained, probability }) => trained && probability !== null);
  const sum = trained.reduce((total, { probability }) => total - Math.log(Math.max(probability!, 1e-12)), 0);
  return sum / Math.max(1, trained.length);
}

interface Losses {
  /** Nats per token of the response. */
  a: number;
  b: number;
  /** Read by a tuned model, not by the base. */
  tuned: boolean;
}

/** Losses under the recorded run; null without a recording. */
function recordedLosses(recording: Recording | null, pair: AnswerPair): Losses | null {
  const read = ({ text }: AnswerPair['a']) =>
    recording?.readings?.find(
      ({ prompt, response, runName }) => prompt === pair.prompt && response === text && runName !== null,
    );
  const [a, b] = [read(pair.a), read(pair.b)];
  return a && b ? { a: meanLoss(a.tokens), b: meanLoss(b.tokens), tuned: true } : null;
}

/** Losses of both answers under the newest tuned model of this language, or under the base where there is none. */
function useLosses(pair: AnswerPair, model: ModelName): Losses | null {
  const ready = useModel(model)?.status === 'ready';
  const run = useAllRuns().findLast(
    (one) => one.spec.model === model && canAnswer(one) && !isActive(engine.records.groups.get(one.groupId)),
  );
  const runId = run?.runId ?? null;
  const [found, setFound] = useState<(Losses & { pair: AnswerPair }) | null>(null);
  useEffect(() => {
    if (!ready) return;
    let current = true;
    const read = (text: string) =>
      engine.readExample(model, runId, { prompt: pair.prompt, response: text }, true).then(meanLoss);
    Promise.all([read(pair.a.text), read(pair.b.text)]).then(
      ([a, b]) => {
        if (current) setFound({ pair, a, b, tuned: runId !== null });
      },
      // The sentence that the loss is not yet known remains.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [ready, model, runId, pair]);
  return found?.pair === pair ? found : null;
}

function Tally({ pairs, votes }: { pairs: readonly AnswerPair[]; votes: Votes }) {
  const t = useText(texts);
  const language = useLanguage();
  const chosen = pairs.flatMap((pair, i) => {
    const vote = votes[i];
    return vote === 'a' || vote === 'b' ? [pair[vote].style] : [];
  });
  const list = STYLES.map((style) => ({ style, n: chosen.filter((one) => one === style).length }))
    .filter(({ n }) => n > 0)
    .map(({ style, n }) => t('timesChosen', { style: t(`style_${style}`), n }));
  return (
    <p className="finding">
      {chosen.length > 0 &&
        `${t('tally', { n: chosen.length, list: joinTexts(list, 'phrases', language) })} `}
      {t('conclusion')}
    </p>
  );
}
