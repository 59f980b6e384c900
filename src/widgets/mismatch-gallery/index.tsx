/**
 * @file Three ways in which a base misses what is wanted, live: each request to the base and to an adapter that
 * learned that kind of request. Three adapters train side by side on one base.
 */

import { useMemo } from 'react';
import { engine } from '../../client/engine-store.ts';
import { useGeneration, useGenerations } from '../../client/hooks.ts';
import { canAnswer } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { GREEDY, gallerySpecs, languageOf, modelFor } from '../../recipes/defaults.ts';
import { type GalleryCase, galleryCases } from '../../recipes/questions.ts';
import { AnswerText } from '../parts/AnswerText.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { AbsenceNote } from '../parts/Leaving.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './mismatch-gallery.css';

const ID = 'mismatch-gallery';
const NONE: Readonly<Record<string, string>> = {};

/** Keys of the shared state for the requests of one case: to the base, to the tuned model. */
function keysOf(id: string): [base: string, tuned: string] {
  return [`base/${id}`, `tuned/${id}`];
}

export default function MismatchGallery({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [values] = useParams(ID);
  const specs = useMemo(() => gallerySpecs(modelFor(language), values.seed), [values.seed, language]);
  const trainer = useTrainer(ID, live, language, specs);
  const { group, liveRuns, recording } = trainer;
  // Runs outlive a switch of language; questions are in a run's own language.
  const model = liveRuns[0]?.spec.model ?? trainer.model;
  const cases = useMemo(() => galleryCases(languageOf(model)), [model]);
  const [requests, setRequests] = useShared(`${ID}.requests.${model}`, NONE);
  const runOf = (id: string) => liveRuns.find((run) => run.name === id && canAnswer(run));

  function ask() {
    for (const requestId of Object.values(requests)) engine.cancelGenerate(requestId);
    const asked = cases.flatMap(({ id, question }) => {
      const shared = { model, prompt: question.prompt, sampling: GREEDY };
      const run = runOf(id);
      return [
        [keysOf(id)[0], engine.generate({ ...shared, runId: null, form: 'raw' })],
        ...(run ? [[keysOf(id)[1], engine.generate({ ...shared, runId: run.runId, form: 'chat' })]] : []),
      ];
    });
    setRequests(Object.fromEntries(asked));
  }

  const generations = useGenerations(
    cases.flatMap(({ id }) => keysOf(id).map((key) => requests[key] ?? null)),
  );
  const right = { base: 0, tuned: 0 };
  let all = true;
  cases.forEach(({ id, question }, i) => {
    for (const [side, runName, place] of [
      ['base', null, 0],
      ['tuned', id, 1],
    ] as const) {
      const generation = generations[2 * i + place];
      const text =
        generation?.status === 'done' ? generation.text : generation ? undefined : recorded(id, runName);
      if (text === undefined) all = false;
      else if (text.trim() === question.reference) right[side] += 1;
    }
  });

  function recorded(id: string, runName: string | null): string | undefined {
    const prompt = cases.find((one) => one.id === id)?.question.prompt;
    return recording?.generations?.find((one) => one.prompt === prompt && one.runName === runName)?.text;
  }

  return (
    <section className="widget mismatch-gallery" aria-label={t('name')}>
      <div className="gallery">
        {cases.map((one) => (
          <CaseCard
            key={one.id}
            shown={one}
            baseRequest={requests[keysOf(one.id)[0]] ?? null}
            tunedRequest={requests[keysOf(one.id)[1]] ?? null}
            recordedBase={recorded(one.id, null)}
            recordedTuned={recorded(one.id, one.id)}
            tuned={runOf(one.id) !== undefined}
          />
        ))}
      </div>
      <div className="gallery-actions">
        <TrainControls group={group} runs={liveRuns} onTrain={trainer.train} trainLabel={t('tune')}>
          <button type="button" className="button" onClick={ask}>
            {t('ask')}
          </button>
        </TrainControls>
      </div>
      {all && <p className="finding">{t('finding', right)}</p>}
      <EngineNotice group={group} model={trainer.model} />
      <AbsenceNote absence={trainer.absence} dismiss={trainer.dismissAbsence} />
      <div className="widget-foot">
        <SourceNote
          recording={recording}
          state={trainer.recordingState}
          liveSeed={liveRuns[0] ? liveRuns[0].spec.seed : null}
        />
        <span className="hint">{t('note')}</span>
        <DeviceNotice />
      </div>
    </section>
  );
}

interface CaseCardProps {
  shown: GalleryCase;
  baseRequest: string | null;
  tunedRequest: string | null;
  recordedBase: string | undefined;
  recordedTuned: string | undefined;
  /** True if there is a tuned model to ask. */
  tuned: boolean;
}

function CaseCard(props: CaseCardProps) {
  const { shown, baseRequest, tunedRequest, recordedBase, recordedTuned, tuned } = props;
  const { id, question } = shown;
  const t = useText(texts);
  return (
    <article className="gallery-case">
      <h4>{t(id)}</h4>
      <p className="hint">{t(`${id}Why`)}</p>
      <p className="gallery-case-prompt">{question.prompt}</p>
      <dl>
        <dt>{t('base')}</dt>
        <dd>
          <AnswerText
            generation={useGeneration(baseRequest)}
            recorded={recordedBase}
            absent={<span className="hint">{t('notAsked')}</span>}
          />
        </dd>
        <dt>{t('tuned', { task: t(`task_${id}`) })}</dt>
        <dd className="gallery-case-tuned">
          <AnswerText
            generation={useGeneration(tunedRequest)}
            recorded={recordedTuned}
            absent={<span className="hint">{t(tuned ? 'notAsked' : 'notTuned')}</span>}
          />
        </dd>
      </dl>
      <p className="hint">{t('reference', { answer: question.reference })}</p>
    </article>
  );
}
