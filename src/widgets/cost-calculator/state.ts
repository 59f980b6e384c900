/**
 * @file Everything the reader set, outside of React: it survives leaving the slide and switching language, and a
 * link carries it.
 */
import { useMemo } from 'react';
import { findModel, gpus, models, type TrainingOptions } from '../../costs/index.ts';
import { useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import type { MethodId, TargetChoice } from './methods.ts';

export const PASTED = 'pasted';
export const TINY = 'tiny';

export interface Settings {
  /** Hub id of the gallery, `tiny` or `pasted`. */
  model: string;
  pastedConfig: string;
  methods: readonly MethodId[];
  rank: number;
  targets: TargetChoice;
  tokens: number;
  topLayers: number;
  pastedPeft: string;
  options: TrainingOptions;
  gpu: string;
  tasks: number;
  /** Tokens trained per task, in millions. */
  megatokens: number;
  /** Share of the device's peak that is reached, in percent. */
  utilization: number;
}

const EXAMPLE_PEFT = { peft_type: 'LORA', r: 16, target_modules: ['q_proj', 'v_proj'], bias: 'none' };

/** What is too long for an address. */
const PASTES = {
  pastedConfig: JSON.stringify(findModel('meta-llama/Llama-3.2-3B').config, null, 1),
  pastedPeft: JSON.stringify(EXAMPLE_PEFT, null, 1),
};

type Values = WidgetValues<'cost-calculator'>;

/** A model that an address may name; another name falls back to the default. */
export function knownModel(id: string, otherwise: string, others: readonly string[] = []): string {
  return others.includes(id) || models.some((model) => model.id === id) ? id : otherwise;
}

function settingsOf(values: Values, pastes: typeof PASTES): Settings {
  const { precision, optimizer, quantization, doubleQuantization } = values;
  const { batch, sequence, checkpointing, attention } = values;
  return {
    ...pastes,
    model: knownModel(values.model, WIDGET_PARAMS['cost-calculator'].model.default, [PASTED, TINY]),
    methods: values.methods.filter((method) => method !== 'none'),
    rank: values.r,
    targets: values.modules,
    tokens: values.virtual,
    topLayers: values.layers,
    options: {
      precision,
      // In float32 there is one convention only.
      convention: precision === 'float32' ? 16 : (Number(values.convention) as TrainingOptions['convention']),
      optimizer,
      quantization,
      doubleQuantization,
      batch,
      sequence,
      checkpointing,
      attention,
    },
    gpu: gpus.some(({ name }) => name === values.gpu) ? values.gpu : gpus[0]!.name,
    tasks: values.tasks,
    megatokens: values.megatokens,
    utilization: values.utilization,
  };
}

function valuesOf({ model, methods, rank, targets, tokens, topLayers, options, ...rest }: Settings): Values {
  return {
    model,
    methods: methods.length === 0 ? ['none'] : methods,
    r: rank,
    modules: targets,
    virtual: tokens,
    layers: topLayers,
    ...options,
    convention: String(options.convention) as Values['convention'],
    gpu: rest.gpu,
    tasks: rest.tasks,
    megatokens: rest.megatokens,
    utilization: rest.utilization,
  };
}

/** The settings, which are in the address, and what the reader pasted, which is not. */
export function useSettings(): [Settings, (changes: Partial<Settings>) => void] {
  const [values, setValues] = useParams('cost-calculator');
  const [pastes, setPastes] = useShared('cost-calculator.pasted', PASTES);
  const settings = useMemo(() => settingsOf(values, pastes), [values, pastes]);
  return [
    settings,
    (changes) => {
      const { pastedConfig, pastedPeft } = { ...settings, ...changes };
      setPastes({ pastedConfig, pastedPeft });
      setValues(valuesOf({ ...settings, ...changes }));
    },
  ];
}
