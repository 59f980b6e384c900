/** @file Controls: model, methods side by side, their sizes, and training settings. */
import { gpus, models, type TrainingOptions } from '../../costs/index.ts';
import { useText } from '../../page/language.ts';
import { Check } from '../parts/Check.tsx';
import { Choice } from '../parts/Choice.tsx';
import { StopSlider } from '../parts/StopSlider.tsx';
import { JsonField, Select } from './Fields.tsx';
import { METHOD_IDS, type MethodId } from './methods.ts';
import { PASTED, type Settings, TINY } from './state.ts';
import { texts } from './texts.ts';

export interface ControlsProps {
  settings: Settings;
  set: (changes: Partial<Settings>) => void;
  configProblem: string | null;
  peftProblem: string | null;
  hasTiny: boolean;
}

const RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const TOKENS = [1, 5, 10, 20, 50, 100, 200, 500];
const LAYERS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

const RANKED: readonly MethodId[] = ['lora', 'qlora', 'dora', 'adalora', 'loha', 'houlsby'];
const TARGETED: readonly MethodId[] = ['lora', 'dora', 'adalora', 'loha', 'vera'];
const PROMPTED: readonly MethodId[] = ['prompt', 'prefix', 'ptuning'];

/** The gallery's models by family, which is the first word of their names. */
function families(): { label: string; options: { value: string; label: string }[] }[] {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { id, name } of models) {
    const family = name.split(' ')[0]!.replace(/\d.*$/, '') || name;
    groups.set(family, [...(groups.get(family) ?? []), { value: id, label: name }]);
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

const FAMILIES = families();

export function Controls({ settings, set, configProblem, peftProblem, hasTiny }: ControlsProps) {
  const t = useText(texts);
  const { methods } = settings;
  const uses = (ids: readonly MethodId[]): boolean => methods.some((id) => ids.includes(id));
  const toggle = (id: MethodId, on: boolean): void =>
    set({ methods: METHOD_IDS.filter((other) => (other === id ? on : methods.includes(other))) });
  const own = [
    ...(hasTiny ? [{ value: TINY, label: t('tiny') }] : []),
    { value: PASTED, label: t('pasted') },
  ];
  return (
    <>
      <Select
        label={t('model')}
        value={settings.model}
        groups={[...FAMILIES, { label: null, options: own }]}
        onChange={(model) => set({ model })}
      />
      {settings.model === PASTED && (
        <JsonField
          label={t('configLabel')}
          value={settings.pastedConfig}
          problem={configProblem}
          onChange={(pastedConfig) => set({ pastedConfig })}
        />
      )}
      <fieldset className="cost-methods">
        <legend>{t('methods')}</legend>
        {METHOD_IDS.map((id) => (
          <label key={id} className="cost-chip">
            <input
              type="checkbox"
              checked={methods.includes(id)}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
            />
            {t(id)}
          </label>
        ))}
      </fieldset>
      {methods.includes('custom') && (
        <JsonField
          label={t('peftLabel')}
          value={settings.pastedPeft}
          problem={peftProblem}
          onChange={(pastedPeft) => set({ pastedPeft })}
        />
      )}
      <div className="controls">
        {uses(RANKED) && (
          <StopSlider
            label={t('rank')}
            value={settings.rank}
            stops={RANKS}
            format={String}
            onChange={(rank) => set({ rank })}
          />
        )}
        {uses(PROMPTED) && (
          <StopSlider
            label={t('tokens')}
            value={settings.tokens}
            stops={TOKENS}
            format={String}
            onChange={(tokens) => set({ tokens })}
          />
        )}
        {uses(['layers']) && (
          <StopSlider
            label={t('topLayers')}
            value={settings.topLayers}
            stops={LAYERS}
            format={String}
            onChange={(topLayers) => set({ topLayers })}
          />
        )}
      </div>
      {uses(TARGETED) && (
        <Choice
          label={t('targets')}
          value={settings.targets}
          options={[
            { value: 'default', label: t('targetsDefault') },
            { value: 'all', label: t('targetsAll') },
          ]}
          onChange={(targets) => set({ targets })}
        />
      )}
    </>
  );
}

const BATCHES = [1, 2, 4, 8, 16, 32, 64];
const SEQUENCES = [128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];

export function TrainingControls({ settings, set }: Pick<ControlsProps, 'settings' | 'set'>) {
  const t = useText(texts);
  const { options } = settings;
  const change = (changes: Partial<TrainingOptions>): void => {
    const next = { ...options, ...changes };
    // In float32 there is one convention only.
    set({ options: next.precision === 'float32' ? { ...next, convention: 16 } : next });
  };
  const conventions = (
    options.precision === 'float32' ? (['16'] as const) : (['16', '12', '8'] as const)
  ).map((value) => ({ value, label: t(`convention${value}`) }));
  const plain = <const Value extends string>(list: readonly { value: Value; label: string }[]) => [
    { label: null, options: list },
  ];
  return (
    <div className="controls cost-training">
      <Select
        label={t('precision')}
        value={options.precision}
        groups={plain([
          { value: 'bfloat16', label: 'bfloat16' },
          { value: 'float16', label: 'float16' },
          { value: 'float32', label: 'float32' },
        ])}
        onChange={(precision) => change({ precision })}
      />
      <Select
        label={t('convention')}
        value={String(options.convention) as '16' | '12' | '8'}
        groups={plain(conventions)}
        onChange={(value) => change({ convention: Number(value) as TrainingOptions['convention'] })}
      />
      <Select
        label={t('optimizerChoice')}
        value={options.optimizer}
        groups={plain([
          { value: 'adamw', label: t('adamw') },
          { value: 'adamw8bit', label: t('adamw8bit') },
          { value: 'sgd', label: t('sgd') },
        ])}
        onChange={(optimizer) => change({ optimizer })}
      />
      <Select
        label={t('quantization')}
        value={options.quantization}
        groups={plain([
          { value: 'none', label: t('quantizationNone') },
          { value: 'int8', label: t('int8') },
          { value: 'nf4', label: t('nf4') },
        ])}
        onChange={(quantization) => change({ quantization })}
      />
      <StopSlider
        label={t('batch')}
        value={options.batch}
        stops={BATCHES}
        format={String}
        onChange={(batch) => change({ batch })}
      />
      <StopSlider
        label={t('sequence')}
        value={options.sequence}
        stops={SEQUENCES}
        format={String}
        onChange={(sequence) => change({ sequence })}
      />
      <Select
        label={t('attention')}
        value={options.attention}
        groups={plain([
          { value: 'flash', label: t('flash') },
          { value: 'eager', label: t('eager') },
        ])}
        onChange={(attention) => change({ attention })}
      />
      <Check
        label={t('checkpointing')}
        checked={options.checkpointing}
        onChange={(checkpointing) => change({ checkpointing })}
      />
      {options.quantization === 'nf4' && (
        <Check
          label={t('doubleQuantization')}
          checked={options.doubleQuantization}
          onChange={(doubleQuantization) => change({ doubleQuantization })}
        />
      )}
    </div>
  );
}

/** Which device the marks in the charts stand for. */
export function GpuChoice({ settings, set }: Pick<ControlsProps, 'settings' | 'set'>) {
  const t = useText(texts);
  return (
    <Select
      label={t('gpu')}
      value={settings.gpu}
      groups={[{ label: null, options: gpus.map(({ name }) => ({ value: name, label: name })) }]}
      onChange={(gpu) => set({ gpu })}
    />
  );
}
