/** @file From the reader's settings to rows of numbers: one row per method, each a result or an error. */
import {
  adapterFileBytes,
  findModel,
  type Gpu,
  gpus,
  gpusNeeded,
  type ParameterReport,
  parameterReport,
  remember,
  storageForTasks,
  type TaskStorage,
  type TrainingMemory,
  type TrainingOptions,
  trainingFlops,
  trainingHours,
  trainingMemory,
} from '../../costs/index.ts';
import { type MethodId, optionsFor, planMethod } from './methods.ts';
import { parsePasted } from './pasted.ts';
import { PASTED, type Settings, TINY } from './state.ts';

export interface Costs {
  peft: unknown;
  options: TrainingOptions;
  report: ParameterReport;
  fileBytes: number;
  memory: TrainingMemory;
  storage: TaskStorage;
  /** Hours of one device for one task. */
  hours: number;
}

export type Row = { id: MethodId; costs: Costs; error: null } | { id: MethodId; costs: null; error: unknown };

export type Config = Readonly<Record<string, unknown>>;

/** The chosen config. @throws SyntaxError where a pasted text is no JSON, TooLongError. */
export function chosenConfig(settings: Settings, tiny: Config | null): Config | null {
  if (settings.model === TINY) return tiny;
  if (settings.model === PASTED) return parsePasted('config', settings.pastedConfig) as Config;
  return findModel(settings.model).config;
}

export function chosenGpu({ gpu }: Settings): Gpu {
  return gpus.find(({ name }) => name === gpu) ?? gpus[0]!;
}

/** Cached, because dragging the rank changes only some rows. */
const known = remember<Costs>({ size: 64 });

export function computeRow(id: MethodId, config: Config, settings: Settings): Row {
  try {
    const custom: unknown = id === 'custom' ? parsePasted('peft', settings.pastedPeft) : null;
    const planned = planMethod(id, config, { ...settings, custom });
    const options = optionsFor(planned, settings.options, id);
    const { megatokens, tasks, utilization } = settings;
    const { peakFlops } = chosenGpu(settings);
    const { peft } = planned;
    const costs = known([config, peft, options, megatokens, tasks, utilization, peakFlops], () => {
      const flops = trainingFlops(config, peft, {
        tokens: megatokens * 1e6,
        sequence: options.sequence,
        checkpointing: options.checkpointing,
      });
      return {
        peft,
        options,
        report: parameterReport(config, peft),
        fileBytes: adapterFileBytes(config, peft),
        memory: trainingMemory(config, peft, options),
        storage: storageForTasks(config, peft, tasks),
        hours: trainingHours(flops.total, peakFlops, utilization / 100),
      };
    });
    return { id, error: null, costs };
  } catch (error) {
    return { id, costs: null, error };
  }
}

export { gpusNeeded };
