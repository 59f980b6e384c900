/** @file The pipeline from a base to a usable model: each stage can be run and produces a file. Full fine-tuning and PEFT are
 * two ways to do the one stage SFT. */
import { useMemo } from 'react';
import { downloadFiles } from '../../client/download.ts';
import { engine } from '../../client/engine-store.ts';
import { useModel } from '../../client/hooks.ts';
import { formatBytes, formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { DEFAULT_LORA, DEFAULT_LORA_RATE, makeSpec, modelFor } from '../../recipes/defaults.ts';
import { type RecordedRun, recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import type { RunSpec } from '../../train/spec.ts';
import { createWorld, taskExamples } from '../../world/index.ts';
import { Choice } from '../parts/Choice.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { Sequence, type SequenceItem } from '../parts/Sequence.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { useWarmUp } from '../parts/use-warm-up.ts';
import type { WidgetProps } from '../types.ts';
import { Stage } from './Stage.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './pipeline.css';

const ID = 'pipeline';
/** What SFT trains: a choice beside its data and objective, and no stage after it. */
const METHODS = ['full', 'lora'] as const;
type Method = (typeof METHODS)[number];
/** The LoRA lab trains the same two runs by default. */
const RECORDED_WITH = 'lora-lab';

export default function Pipeline({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const name = modelFor(language);
  useWarmUp(live, name);
  const [{ seed }] = useParams(ID);
  const model = useModel(name);
  const recordingState = useRecording(recordingId(RECORDED_WITH, language));
  const recording = recordingState.status === 'ready' ? recordingState.recording : null;
  const recorded = (method: Method) =>
    recording?.runs.find(({ spec }) => spec.method.name === method) ?? null;
  const [method, setMethod] = useShared<Method>(`${ID}.method`, 'full');
  const specs = {
    full: makeSpec({ model: name, seed }),
    lora: makeSpec({ model: name, seed, method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE }),
  } satisfies Record<Method, RunSpec>;
  const [savedFull, setFullBytes] = useShared<number | null>(`${ID}.full`, null);
  const [savedAdapter, setAdapterBytes] = useShared<number | null>(`${ID}.adapter`, null);
  const fullBytes = savedFull ?? exportedBytes(recorded('full'));
  const adapterBytes = savedAdapter ?? exportedBytes(recorded('lora'));
  const examples = useMemo(() => taskExamples(createWorld(language), 'qa'), [language]);
  const train = examples.filter(({ split }) => split === 'train');
  const info = model?.info;

  function saveData() {
    // One JSON object a line, in the `messages` form that chat trainers read.
    const lines = train.map(({ prompt, response }) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: prompt },
          { role: 'assistant', content: response },
        ],
      }),
    );
    downloadFiles([{ name: t('fileData'), bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) }]);
  }

  const items: SequenceItem[] = [
    {
      id: 'base',
      title: t('base'),
      state: info ? 'done' : undefined,
      body: (
        <>
          <p>{t('baseWhat')}</p>
          {info ? (
            <p>
              {t('baseFacts', { parameters: formatCount(info.parameters), bytes: formatBytes(info.bytes) })}
            </p>
          ) : (
            <button type="button" className="button" onClick={() => engine.ensureModel(name).catch(() => {})}>
              {t(model?.status === 'loading' ? 'loading' : 'load')}
            </button>
          )}
          <p className="hint">
            {t('artefact')} {t('fileBase')}
          </p>
        </>
      ),
    },
    {
      id: 'data',
      title: t('data'),
      state: 'done',
      body: (
        <>
          <p>{t('dataWhat')}</p>
          <p>{t('dataFacts', { train: train.length, heldOut: examples.length - train.length })}</p>
          <p className="hint">{t('sample', { prompt: train[0]!.prompt, response: train[0]!.response })}</p>
          <p>
            <span className="hint">{t('artefact')}</span>{' '}
            <button type="button" className="button is-small" onClick={saveData}>
              {t('download', { file: t('fileData') })}
            </button>
          </p>
        </>
      ),
    },
    {
      id: 'sft',
      title: t('sft'),
      body: (
        <>
          <p>{t('sftWhat')}</p>
          <Choice
            label={t('trained')}
            value={method}
            options={METHODS.map((value) => ({ value, label: t(value) }))}
            onChange={setMethod}
          />
          <p className="hint">{t(`${method}What`)}</p>
          {/* Each choice keeps its own run and its own file, so that both can be compared. */}
          <Stage
            key={method}
            owner={`pipeline-${method}`}
            spec={specs[method]}
            file={t(method === 'full' ? 'fileFull' : 'fileAdapter')}
            recorded={recorded(method)}
            onSaved={method === 'full' ? setFullBytes : setAdapterBytes}
          />
        </>
      ),
    },
    {
      id: 'alignment',
      title: t('alignment'),
      state: 'later',
      body: (
        <>
          <p>{t('alignmentWhat')}</p>
          <p className="hint">
            {t('artefact')} {t('preferencePairs')}
          </p>
        </>
      ),
    },
  ];

  return (
    <section className="widget is-roomy pipeline" aria-label={t('name')}>
      <Sequence label={t('name')} items={items} />
      <EngineNotice model={name} />
      <DeviceNotice />
      {fullBytes !== null && adapterBytes !== null && (
        <p className="finding">
          {t('compare', {
            full: formatBytes(fullBytes),
            adapter: formatBytes(adapterBytes),
            times: Math.round(fullBytes / adapterBytes),
          })}
        </p>
      )}
      {recording && <SourceNote recording={recording} state={recordingState} liveSeed={null} />}
    </section>
  );
}

/** Bytes of everything that a recorded run's export wrote. */
function exportedBytes(run: RecordedRun | null): number | null {
  return run?.exported?.reduce((sum, { bytes }) => sum + bytes, 0) ?? null;
}
