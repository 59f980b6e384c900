/**
 * @file How a number comes about, step by step, as data for a formula panel: KaTeX with the reader's own
 * values, one step per kind of module or item. The last step is the sum, and equals what the function returns.
 */
import { activations, computedSequence, untouchedBlocks } from './activations.ts';
import { countPlan, modelParameters, open, planFile, writtenTensors } from './counts.ts';
import { FLOPS_ITEMS, planFlops, readFlopsOptions } from './flops.ts';
import { MEMORY_ITEMS, planMemory } from './memory.ts';
import { copiesOfTensor, elements, type MethodTensor } from './methods/method.ts';
import { type Model, type Module, weightSize } from './module.ts';
import { type PartialOptions, readOptions } from './options.ts';
import { openSource, readText } from './read.ts';
import { BYTES_PER_ELEMENT } from './safetensors.ts';
import { storageForTasks } from './storage.ts';

export const QUANTITIES = [
  'totalParameters',
  'trainableParameters',
  'adapterFileBytes',
  'trainingMemory',
  'trainingFlops',
  'storageForTasks',
] as const;
export type Quantity = (typeof QUANTITIES)[number];

export type Unit = 'parameters' | 'bytes' | 'operations';

export interface DerivationStep {
  /** `module`: a name with `{i}` for the block and `{e}` for the expert. `item`: a key the page can say. */
  readonly kind: 'module' | 'item';
  readonly name: string;
  /** KaTeX, numbers filled in, without the result. */
  readonly formula: string;
  readonly value: number;
}

export interface Derivation {
  readonly quantity: Quantity;
  /** KaTeX of the rule in symbols. */
  readonly rule: string;
  readonly steps: readonly DerivationStep[];
  readonly value: number;
  readonly unit: Unit;
  /** True where part of it is an estimate. */
  readonly estimate: boolean;
}

/** The rule of each method in symbols: r rank, n virtual tokens, L layers, d width. */
const RULES: Readonly<Record<string, string>> = {
  FULL: '\\sum_{W} |W|',
  HEAD: 'd \\cdot V \\quad\\text{or}\\quad d \\cdot C + C',
  BITFIT: '\\sum_{b} |b|',
  LAYERS: '\\sum_{\\ell} |W_\\ell|',
  HOULSBY: '2L\\,(2dr + r + d)',
  PFEIFFER: 'L\\,(2dr + r + d)',
  PROMPT_TUNING: 'n\\,d',
  PREFIX_TUNING: '2\\,L\\,n\\,d_{kv}',
  P_TUNING: 'n\\,d + |\\text{encoder}|',
  LORA: '\\sum_{W} r\\,(d_{in} + d_{out})',
  ADALORA: '\\sum_{W} r_0\\,(d_{in} + d_{out} + 1)',
  IA3: '\\sum_{W} d_{out}\\ \\text{or}\\ d_{in}',
  LN_TUNING: '\\sum_{\\text{norm}} d',
  LOHA: '\\sum_{W} 2r\\,(d_{in} + d_{out})',
  VERA: '\\sum_{W} (r + d_{out})',
};

/** 12345 as KaTeX with thin grouping. */
export function katexNumber(value: number): string {
  if (!Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '{,}');
}

function product(factors: readonly number[]): string {
  return factors.map(katexNumber).join(' \\times ');
}

/** `model.layers.7.mlp.experts.3.w1` as `model.layers.{i}.mlp.experts.{e}.w1`. */
function patternOf(module: Module): string {
  const block = module.layer === null ? module.name : module.name.replace(`.${module.layer}.`, '.{i}.');
  return block
    .replace(/(^|\.)(layers|layer|h|block)\.\d+\./, (whole, dot: string, stack: string) =>
      module.layer === null ? whole : `${dot}${stack}.{i}.`,
    )
    .replace(/\.experts\.\d+\./, '.experts.{e}.');
}

interface Group {
  name: string;
  shapes: readonly (readonly number[])[];
  count: number;
}

/** Groups equal modules: same pattern, same shapes. */
function groupTensors(tensors: readonly MethodTensor[]): Group[] {
  const modules = new Map<string, { name: string; shapes: (readonly number[])[]; count: number }>();
  for (const tensor of tensors) {
    const key = tensor.module?.name ?? tensor.name;
    const name = tensor.module ? patternOf(tensor.module) : tensor.name;
    const entry = modules.get(key) ?? { name, shapes: [], count: copiesOfTensor(tensor).count };
    entry.shapes.push(tensor.shape);
    modules.set(key, entry);
  }
  return collect([...modules.values()]);
}

function collect(entries: readonly Group[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { name, shapes, count } of entries) {
    const key = `${name} ${shapes.map((shape) => shape.join('x')).join('+')}`;
    const group = groups.get(key);
    if (group) group.count += count;
    else groups.set(key, { name, shapes, count });
  }
  return [...groups.values()];
}

function groupStep({ name, shapes, count }: Group, bytes = 1): DerivationStep {
  const size = shapes.reduce((sum, shape) => sum + elements(shape), 0);
  const inner = shapes.map(product).join(' + ');
  const factor = bytes === 1 ? '' : `${bytes} \\times `;
  const body = shapes.length > 1 ? `(${inner})` : inner;
  const formula =
    count === 1 ? `${factor}${factor ? body : inner}` : `${factor}${katexNumber(count)} \\times ${body}`;
  return { kind: 'module', name, formula, value: count * size * bytes };
}

function total(model: Model): Derivation {
  const entries = model.modules.map((module) => {
    const shapes: (readonly number[])[] = [];
    if (!module.tiedWeight && weightSize(module) > 0) shapes.push(module.shape);
    if (!module.tiedBias && module.bias > 0) shapes.push([module.bias]);
    return { name: patternOf(module), shapes, count: module.copies?.count ?? 1 };
  });
  return {
    quantity: 'totalParameters',
    rule: '\\sum_{W} |W|',
    steps: collect(entries.filter(({ shapes }) => shapes.length > 0)).map((group) => groupStep(group)),
    value: modelParameters(model),
    unit: 'parameters',
    estimate: false,
  };
}

function item(name: string, formula: string, value: number): DerivationStep {
  return { kind: 'item', name, formula, value };
}

export interface ExplainOptions extends PartialOptions {
  /** For `trainingFlops`. */
  tokens?: number;
  /** For `storageForTasks`. */
  tasks?: number;
}

/** The derivation of a number that the other functions return. */
export function explain(
  quantity: Quantity,
  config: unknown,
  peft: unknown,
  options: ExplainOptions = {},
): Derivation {
  const { model, plan } = open(config, peft);
  const rule = RULES[readText(openSource('peft', peft), 'peft_type') ?? ''] ?? '';
  const trained = plan.tensors.filter(({ role }) => role === 'trained');
  switch (quantity) {
    case 'totalParameters':
      return total(model);
    case 'trainableParameters':
      return {
        quantity,
        rule,
        steps: groupTensors(trained).map((group) => groupStep(group)),
        value: countPlan(plan).trainable,
        unit: 'parameters',
        estimate: false,
      };
    case 'adapterFileBytes': {
      const written = writtenTensors(plan);
      const file = planFile(plan);
      const types = [...new Set(written.map(({ dtype }) => dtype))];
      const steps = types.flatMap((dtype) =>
        groupTensors(written.filter((tensor) => tensor.dtype === dtype)).map((group) =>
          groupStep(group, BYTES_PER_ELEMENT[dtype]),
        ),
      );
      return {
        quantity,
        rule: '8 + |\\text{header}| + \\sum_{T} b_T\\,|T|',
        steps: [
          item('headerLength', '8', 8),
          item('header', `\\lceil \\text{JSON} / 8 \\rceil \\times 8`, file.header),
          ...steps,
        ],
        value: file.total,
        unit: 'bytes',
        estimate: false,
      };
    }
    case 'trainingMemory': {
      const settings = readOptions(options);
      const memory = planMemory(model, plan, settings);
      const stored = activations(model, plan, {
        ...settings,
        bytes: settings.precision === 'float32' ? 4 : 2,
      });
      const tokens = settings.batch * computedSequence(plan, settings.sequence);
      const count = countPlan(plan);
      const perNumber = (bytes: number, numbers: number): string =>
        numbers === 0
          ? '0'
          : `${katexNumber(Number((bytes / numbers).toFixed(3)))} \\times ${katexNumber(numbers)}`;
      const parameters = modelParameters(model);
      const beside = count.added + count.frozen + count.buffers;
      return {
        quantity,
        rule: 'b_w N + (b_g + b_m + b_o)\\,N_{\\text{trained}} + A',
        steps: [
          item('weights', perNumber(memory.weights, parameters), memory.weights),
          item('adapter', perNumber(memory.adapter, beside), memory.adapter),
          item('gradients', perNumber(memory.gradients, count.trainable), memory.gradients),
          item('masterCopy', perNumber(memory.masterCopy, count.trainable), memory.masterCopy),
          item('optimizer', perNumber(memory.optimizer, count.trainable), memory.optimizer),
          item(
            'blockActivations',
            `${katexNumber(tokens)} \\times ${katexNumber(Math.round(stored.blocks / tokens))}`,
            stored.blocks,
          ),
          item(
            'logits',
            model.outputEmbedding === null
              ? '0'
              : `4 \\times ${katexNumber(model.vocabulary)} \\times ${katexNumber(tokens)}`,
            stored.logits,
          ),
        ],
        value: MEMORY_ITEMS.reduce((sum, name) => sum + memory[name], 0),
        unit: 'bytes',
        estimate: true,
      };
    }
    case 'trainingFlops': {
      const settings = readFlopsOptions({
        tokens: options.tokens,
        sequence: options.sequence,
        checkpointing: options.checkpointing,
      });
      const flops = planFlops(model, plan, settings);
      const blocks = model.layers + model.encoderLayers - untouchedBlocks(model, plan);
      return {
        quantity,
        rule:
          blocks === 0
            ? 'D\\,(2N + 4N_{\\text{trained}})'
            : 'D\\,(4N + 6N_{\\text{trained}}) + \\text{attention}',
        steps: FLOPS_ITEMS.map((name) =>
          item(
            name,
            `${katexNumber(settings.tokens)} \\times ${katexNumber(flops[name] / settings.tokens)}`,
            flops[name],
          ),
        ),
        value: flops.total,
        unit: 'operations',
        estimate: true,
      };
    }
    case 'storageForTasks': {
      const tasks = options.tasks ?? 1;
      const storage = storageForTasks(config, peft, tasks);
      return {
        quantity,
        rule: 'B + T\\,F',
        steps: [
          item('base', katexNumber(storage.base), storage.base),
          item(
            'perTask',
            `${katexNumber(tasks)} \\times ${katexNumber(storage.perTask)}`,
            tasks * storage.perTask,
          ),
        ],
        value: storage.total,
        unit: 'bytes',
        estimate: false,
      };
    }
  }
}
