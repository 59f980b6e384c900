/**
 * @file How many calculations of `src/costs` a second: every model of the gallery, every method, every function of
 * the calculator, with a setting that changes each time as under a dragged slider. Runs in Node and in the page.
 */
import {
  adapterFileBytes,
  CostError,
  models,
  parameterReport,
  storageForTasks,
  trainableMap,
  trainingFlops,
  trainingMemory,
} from '../../src/costs/index.ts';

type Peft = Readonly<Record<string, unknown>>;

/** What a slider sets: rank, width or virtual tokens. */
const METHODS: readonly ((setting: number) => Peft)[] = [
  () => ({ peft_type: 'FULL' }),
  (last) => ({ peft_type: 'LAYERS', last: 1 + (last % 5) }),
  (bottleneck) => ({ peft_type: 'HOULSBY', bottleneck }),
  (tokens) => ({ peft_type: 'PROMPT_TUNING', num_virtual_tokens: tokens }),
  (tokens) => ({ peft_type: 'PREFIX_TUNING', num_virtual_tokens: tokens }),
  (r) => ({ peft_type: 'LORA', r, target_modules: 'all-linear' }),
  (r) => ({ peft_type: 'LORA', r, target_modules: 'all-linear', use_dora: true }),
  (r) => ({ peft_type: 'ADALORA', init_r: 2 * r, target_r: r, target_modules: 'all-linear' }),
  (r) => ({ peft_type: 'LOHA', r, target_modules: 'all-linear' }),
  (r) => ({ peft_type: 'VERA', r, target_modules: 'all-linear' }),
];

const CALCULATIONS: Readonly<Record<string, (config: Peft, peft: Peft) => unknown>> = {
  parameterReport,
  adapterFileBytes,
  trainingMemory: (config, peft) => trainingMemory(config, peft),
  trainingFlops: (config, peft) => trainingFlops(config, peft, { tokens: 1e7 }),
  storageForTasks: (config, peft) => storageForTasks(config, peft, 100),
  trainableMap,
};

export interface CostsSpeed {
  calculations: number;
  perSecond: number;
  /** Milliseconds of the first question about a model, listing its modules included: the slowest model's. */
  slowestFirst: { model: string; ms: number };
  /** Medians of one model, method and function, slowest first. */
  slowest: { model: string; method: string; calculation: string; ms: number }[];
  /** Of so many medians, those over a millisecond. */
  medians: number;
  overOneMs: number;
}

function attempt(calculation: () => unknown): boolean {
  try {
    calculation();
    return true;
  } catch (error) {
    // Some methods do not fit some architectures.
    if (error instanceof CostError) return false;
    throw error;
  }
}

const REPEATS = 9;

export function measureCosts(): CostsSpeed {
  const medians: CostsSpeed['slowest'] = [];
  let slowestFirst = { model: '', ms: 0 };
  let calculations = 0;
  let spent = 0;
  for (const { id, config } of models) {
    const began = performance.now();
    attempt(() => parameterReport(config, METHODS[5]!(2)));
    const ms = performance.now() - began;
    if (ms > slowestFirst.ms) slowestFirst = { model: id, ms };
    for (const method of METHODS) {
      const peft = method(3);
      if (!attempt(() => adapterFileBytes(config, peft))) continue;
      for (const [calculation, run] of Object.entries(CALCULATIONS)) {
        const times: number[] = [];
        for (let repeat = 0; repeat < REPEATS; repeat += 1) {
          const changed = method(4 + repeat);
          const start = performance.now();
          run(config, changed);
          times.push(performance.now() - start);
        }
        for (const time of times) spent += time;
        calculations += REPEATS;
        const middle = times.sort((a, b) => a - b)[REPEATS >> 1]!;
        medians.push({ model: id, method: String(peft.peft_type), calculation, ms: middle });
      }
    }
  }
  medians.sort((a, b) => b.ms - a.ms);
  return {
    calculations,
    perSecond: (calculations / spent) * 1000,
    slowestFirst,
    slowest: medians.slice(0, 5),
    medians: medians.length,
    overOneMs: medians.filter(({ ms }) => ms > 1).length,
  };
}

export function costsTable(where: string, speed: CostsSpeed): string {
  const { calculations, perSecond, slowestFirst, slowest, medians, overOneMs } = speed;
  return [
    `${where}: ${Math.round(perSecond).toLocaleString('en')} calculations a second (${calculations} of them)`,
    `  over 1 ms: ${overOneMs} of ${medians} medians; first question at most ${slowestFirst.ms.toFixed(0)} ms (${slowestFirst.model})`,
    ...slowest.map(
      ({ model, method, calculation, ms }) => `  ${ms.toFixed(3)} ms  ${calculation}  ${method}  ${model}`,
    ),
  ].join('\n');
}
