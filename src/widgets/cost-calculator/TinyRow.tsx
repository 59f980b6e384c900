/** @file The tiny model: numbers computed as for large models, beside the measured ones. */
import { useMemo } from 'react';
import { useModel } from '../../client/hooks.ts';
import { adapterFileBytes, totalParameters, trainableParameters, trainingMemory } from '../../costs/index.ts';
import { parseConfig } from '../../model/config.ts';
import { formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { lora } from '../../peft/lora/index.ts';
import type { LoraSpec } from '../../peft/spec.ts';
import { DEFAULT_LORA } from '../../recipes/defaults.ts';
import { useRecording } from '../../recordings/recordings.ts';
import type { ModelName } from '../../train/spec.ts';
import { Scroll } from '../parts/Scroll.tsx';
import type { Config } from './compute.ts';
import { texts } from './texts.ts';

interface TinyRowProps {
  model: ModelName;
  config: Config | null;
}

/** PEFT's config of a method spec. */
function peftOf({ r, targets }: LoraSpec): Record<string, unknown> {
  return { peft_type: 'LORA', r, target_modules: targets.map((target) => `${target}_proj`) };
}

/** Bytes of the file that this page writes when the adapter is exported. */
function writtenBytes(config: Config, spec: LoraSpec): number {
  const shape = parseConfig(config);
  const trained = lora.initialise(spec, shape, 0, new Map());
  const files = lora.exportFiles(spec, {
    config: shape,
    baseName: '',
    configJson: config,
    base: new Map(),
    trained,
  });
  return files.find(({ name }) => name.endsWith('.safetensors'))!.bytes.length;
}

export function TinyRow({ model, config }: TinyRowProps) {
  const t = useText(texts);
  const language = useLanguage();
  const info = useModel(model)?.info ?? null;
  const recorded = useRecording(`lora-lab-${language}`);
  const run =
    recorded.status === 'ready'
      ? recorded.recording.runs.find(({ spec }) => spec.method.name === 'lora')
      : undefined;
  const whole =
    recorded.status === 'ready'
      ? recorded.recording.runs.find((candidate) => candidate.spec.method.name === 'full')
      : undefined;
  const spec = run?.spec.method.name === 'lora' ? run.spec.method : DEFAULT_LORA;
  const computed = useMemo(() => {
    if (config === null) return null;
    const peft = peftOf(spec);
    return {
      parameters: totalParameters(config),
      modelFile: adapterFileBytes(config, { peft_type: 'FULL' }),
      trainable: trainableParameters(config, peft),
      optimizer: trainingMemory(config, peft, { precision: 'float32' }).optimizer,
      adapter: adapterFileBytes(config, peft),
      written: writtenBytes(config, spec),
    };
  }, [config, spec]);
  if (computed === null) return <p className="empty">{t('tinyMissing')}</p>;
  const count = (value: number | null | undefined): string =>
    value === null || value === undefined ? t('notMeasured') : formatCount(value);
  const bytes = (value: number | null | undefined): string =>
    value === null || value === undefined ? t('notMeasured') : `${formatCount(value)} B`;
  const rows: [string, string, string][] = [
    [
      t('tinyParameters'),
      count(computed.parameters),
      count(info?.parameters ?? whole?.facts?.totalParameters),
    ],
    [t('tinyModelFile'), bytes(computed.modelFile), bytes(info?.bytes)],
    [
      t('tinyTrainable', { r: spec.r, targets: spec.targets.join(', ') }),
      count(computed.trainable),
      count(run?.facts?.trainableParameters),
    ],
    [t('tinyOptimizer'), bytes(computed.optimizer), bytes(run?.facts?.optimizerBytes)],
    [t('tinyAdapter'), bytes(computed.adapter), bytes(computed.written)],
  ];
  return (
    <>
      <Scroll className="cost-scroll" label={t('tinyTable')}>
        <table className="data-table">
          <caption className="visually-hidden">{t('tinyTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('step')}</th>
              <th scope="col" className="number">
                {t('computed')}
              </th>
              <th scope="col" className="number">
                {t('measured')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([quantity, calculated, measured]) => (
              <tr key={quantity}>
                <th scope="row">{quantity}</th>
                <td className="number">{calculated}</td>
                <td className="number">{measured}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="hint">{t('tinyNote')}</p>
    </>
  );
}
