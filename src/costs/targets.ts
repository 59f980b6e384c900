/**
 * @file Which modules a PEFT config names. The rules are those of PEFT (huggingface/peft@5d602fdb,
 * `check_target_module_exists`, `_maybe_include_all_linear_layers`, `_set_trainable`): a list matches by dotted
 * suffix, a text is a regular expression over the whole name, "all-linear" is every linear map but the output
 * projection, and `modules_to_save` matches by plain ending.
 */
import { CostError, show } from './error.ts';
import type { Model, Module } from './module.ts';
import { type Frame, PatternError, pythonPattern, WHOLE } from './python-regex.ts';
import { readIntegers, readRaw, readText, readTexts, type Source } from './read.ts';
import { remember } from './remember.ts';

export const ALL_LINEAR = 'all-linear';

export interface Targets {
  readonly modules: readonly Module[];
  /** Names of the list that match nothing: PEFT passes over them in silence as long as another one matches. */
  readonly unmatched: readonly string[];
}

/** A pattern of a PEFT config, read as Python reads it. @throws CostError naming the construct at fault. */
export function toPattern(source: Source, field: string, pattern: string, frame: Frame = WHOLE): RegExp {
  try {
    return pythonPattern(pattern, frame);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const { kind, construct } = error;
    throw new CostError(
      kind === 'wrong' ? 'badPattern' : 'unsupportedPattern',
      source.place,
      field,
      kind === 'wrong'
        ? `${field} is no regular expression of Python: ${show(pattern)} (at ${construct}).`
        : `${field} uses ${construct}, which Python reads and this page cannot: ${show(pattern)}.`,
      { value: pattern, construct },
    );
  }
}

function isNamed(name: string, targets: readonly string[]): boolean {
  return targets.some((target) => name === target || name.endsWith(`.${target}`));
}

/** Names of everything that has modules below it: `model.layers.0.self_attn`. */
function containersOf(model: Model): Set<string> {
  const containers = new Set<string>();
  for (const { name } of model.modules) {
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const container = name.slice(0, dot);
      if (containers.has(container)) break;
      containers.add(container);
    }
  }
  return containers;
}

const containers = new WeakMap<Model, Set<string>>();

function knownContainers(model: Model): Set<string> {
  let found = containers.get(model);
  if (!found) {
    found = containersOf(model);
    containers.set(model, found);
  }
  return found;
}

/** A list of names, or one text; a text in a list-only field counts as a list of one. */
function readTargets(source: Source, field: string): string | string[] | null {
  return typeof readRaw(source, [field]) === 'string' ? readText(source, field) : readTexts(source, field);
}

/** True where `layers_to_transform` (with `layers_pattern`) keeps a module of this name. */
function layerFilter(source: Source, targets: string | readonly string[]): (name: string) => boolean {
  const layers = readIntegers(source, 'layers_to_transform', { min: 0, max: 100_000 });
  const pattern = readTargets(source, 'layers_pattern');
  const hasPattern = pattern !== null && pattern.length > 0;
  if (layers === null || layers.length === 0) {
    if (hasPattern) {
      throw new CostError(
        'contradiction',
        source.place,
        'layers_pattern',
        'layers_pattern is given without layers_to_transform.',
        { other: 'layers_to_transform', value: show(pattern), otherValue: 'null' },
      );
    }
    return () => true;
  }
  if (typeof targets === 'string') {
    throw new CostError(
      'contradiction',
      source.place,
      'layers_to_transform',
      'layers_to_transform needs target_modules as a list, not as one text.',
      { other: 'target_modules', value: show(layers), otherValue: targets },
    );
  }
  const chosenLayers = new Set(layers);
  const stacks =
    pattern === null || pattern.length === 0 ? ['[^.]*'] : typeof pattern === 'string' ? [pattern] : pattern;
  const expressions = stacks.map((stack) => toPattern(source, 'layers_pattern', stack, LAYER_NUMBER));
  return (name) => {
    for (const expression of expressions) {
      const found = expression.exec(name);
      if (found) return chosenLayers.has(Number(found.groups?.idx));
    }
    return false;
  };
}

/** PEFT: `re.match(rf"(?:^|.*?\.){layers_pattern}\.(?P<idx>\d+)\.", name)`. */
const LAYER_NUMBER: Frame = { before: '^(?:^|.*?\\.)', after: '\\.(?<idx>\\d+)\\.', isStart: false };
/** PEFT: `re.match(rf"(.*\.)?({key})$", name)`. */
const AFTER_ANY_PREFIX: Frame = { before: '^(?:.*\\.)?(?:', after: ')$', isStart: false };

function exclusion(source: Source, saved: readonly string[]): (name: string) => boolean {
  const excluded = readTargets(source, 'exclude_modules');
  const pattern = typeof excluded === 'string' ? toPattern(source, 'exclude_modules', excluded) : null;
  const names = Array.isArray(excluded) ? excluded : [];
  return (name) =>
    (pattern !== null ? pattern.test(name) : isNamed(name, names)) ||
    saved.some((module) => `.${name}.`.includes(`.${module}.`));
}

interface TargetRules {
  /** What the method adapts where the config names nothing. */
  readonly defaults: Readonly<Record<string, readonly string[]>>;
  /** Kinds of module the method can adapt. */
  readonly kinds: ReadonlySet<Module['kind']>;
  /** Modules that stay out because they are trained whole. */
  readonly saved?: readonly string[];
}

/** Cache key: dragging the rank does not change the targets. */
const TARGET_FIELDS = ['target_modules', 'exclude_modules', 'layers_to_transform', 'layers_pattern'] as const;

type Asking = (question: unknown, answer: () => Targets) => Targets;

const asked = new WeakMap<Model, Asking>();

function targetsOf(model: Model): Asking {
  const known = asked.get(model);
  if (known) return known;
  const created = remember<Targets>({ size: 32, weight: 100_000 }, (targets) => targets.modules.length);
  asked.set(model, created);
  return created;
}

/**
 * Modules that `target_modules` names.
 * @throws CostError `unmatchedTarget` where no name matches, `unsupportedTarget` where a name stands for
 * something that the method cannot adapt.
 */
export function findTargets(model: Model, source: Source, rules: TargetRules): Targets {
  const { fields } = source;
  const question = [
    ...TARGET_FIELDS.map((field) => fields[field] ?? 'none'),
    rules.defaults[model.modelType] ?? 'none',
    [...rules.kinds],
    rules.saved ?? [],
  ];
  return targetsOf(model)(question, () => matchTargets(model, source, rules));
}

function matchTargets(model: Model, source: Source, rules: TargetRules): Targets {
  const field = 'target_modules';
  const stated = readTargets(source, field);
  const defaults = Object.hasOwn(rules.defaults, model.modelType) ? rules.defaults[model.modelType]! : null;
  const targets: string | readonly string[] | null = stated ?? defaults;
  if (targets === null) {
    throw new CostError(
      'missingField',
      source.place,
      field,
      `target_modules is not given, and PEFT has no default for ${model.modelType}.`,
      { value: model.modelType },
    );
  }
  refuseFusedExperts(model, source, targets);
  const isInLayers = layerFilter(source, targets);
  const isExcluded = exclusion(source, rules.saved ?? []);

  if (typeof targets === 'string' && targets.toLowerCase() === ALL_LINEAR) {
    const modules = model.modules.filter(
      (module) =>
        (module.kind === 'linear' || module.kind === 'conv1d') &&
        module.name !== model.outputEmbedding &&
        !(model.head === 'sequence' && module.name === model.classifier) &&
        !isExcluded(module.name),
    );
    return { modules, unmatched: [] };
  }

  const pattern = typeof targets === 'string' ? toPattern(source, field, targets) : null;
  const names = typeof targets === 'string' ? [] : targets;
  const matches = (name: string): boolean =>
    (pattern !== null ? pattern.test(name) : isNamed(name, names) && isInLayers(name)) && !isExcluded(name);

  const modules = model.modules.filter((module) => matches(module.name));
  for (const module of modules) {
    if (!rules.kinds.has(module.kind)) throw unsupported(source, field, module.name, module.kind);
  }
  for (const container of knownContainers(model)) {
    if (matches(container)) throw unsupported(source, field, container, 'container');
  }
  const unmatched = names.filter((target) => !model.modules.some((module) => isNamed(module.name, [target])));
  if (modules.length === 0) {
    throw new CostError(
      'unmatchedTarget',
      source.place,
      field,
      `target_modules ${show(targets)} matches no module of this ${model.modelType} model.`,
      {
        value: typeof targets === 'string' ? targets : targets.join(', '),
        choices: leafNames(model).join(', '),
      },
    );
  }
  return { modules, unmatched };
}

/** Parts of an expert, as older checkpoints name them one by one. */
const EXPERT_PARTS = /^(gate_proj|up_proj|down_proj|gate_up_proj|w[123]|gate|experts)$/;
/** Types whose experts PEFT leaves alone under these names. */
const LEFT_ALONE = new Set(['gpt_oss', 'llama4_text', 'gemma4_text', 'deepseek_v4']);

/**
 * Where the experts of a block are one tensor, PEFT turns names of their parts, and "all-linear", into
 * `target_parameters`, which are not covered.
 */
function refuseFusedExperts(model: Model, source: Source, targets: string | readonly string[]): void {
  if (LEFT_ALONE.has(model.modelType)) return;
  const fused = model.modules.find(({ kind }) => kind === 'experts');
  if (!fused) return;
  const reaches =
    typeof targets === 'string'
      ? targets.toLowerCase() === ALL_LINEAR || /gate|up_proj|down_proj|w[123]|experts|mlp/.test(targets)
      : targets.some((name) => EXPERT_PARTS.test(name.slice(name.lastIndexOf('.') + 1)));
  if (reaches) throw unsupported(source, 'target_modules', fused.name, 'tensor of all experts');
}

function unsupported(source: Source, field: string, name: string, kind: string): CostError {
  return new CostError(
    'unsupportedTarget',
    source.place,
    field,
    `${field} matches ${name}, a ${kind} that this method cannot adapt.`,
    { value: name, kind },
  );
}

/** Last words of the names of everything that LoRA can adapt, for a menu or an error. */
export function leafNames(model: Model): string[] {
  const names = new Set<string>();
  for (const module of model.modules) {
    if (module.kind !== 'linear' && module.kind !== 'conv1d') continue;
    names.add(module.name.slice(module.name.lastIndexOf('.') + 1));
  }
  return [...names];
}

/** `modules_to_save`, with what PEFT adds for classification and question answering. */
export function readSaved(source: Source, task: string | null): { names: string[]; stated: string[] } {
  const stated = readTexts(source, 'modules_to_save') ?? [];
  const added =
    task === 'SEQ_CLS' || task === 'TOKEN_CLS'
      ? ['classifier', 'score']
      : task === 'QUESTION_ANS'
        ? ['qa_outputs']
        : [];
  return { stated, names: [...stated, ...added.filter((name) => !stated.includes(name))] };
}

interface SavedModule {
  readonly module: Module;
  /** What PEFT wraps: the module itself, or a container above it. */
  readonly root: string;
}

/** Modules that are copied and trained whole, each once; whole containers count with all that is below. */
export function findSaved(model: Model, source: Source, task: string | null): SavedModule[] {
  const { names, stated } = readSaved(source, task);
  if (names.length === 0) return [];
  const isNamedSaved = (name: string): boolean => names.some((ending) => name.endsWith(ending));
  const roots = [...knownContainers(model)].filter(isNamedSaved);
  const saved = model.modules.flatMap((module): SavedModule[] => {
    const root = roots.find((container) => module.name.startsWith(`${container}.`));
    if (root !== undefined) return [{ module, root }];
    return isNamedSaved(module.name) ? [{ module, root: module.name }] : [];
  });
  if (saved.length === 0 && stated.length > 0) {
    throw new CostError(
      'unmatchedTarget',
      source.place,
      'modules_to_save',
      `modules_to_save ${show(stated)} matches no module of this ${model.modelType} model.`,
      { value: stated.join(', ') },
    );
  }
  return saved;
}

/**
 * The key of `rank_pattern` that fits a module: the first whose regular expression, after any dotted prefix,
 * covers the whole name (PEFT `get_pattern_key`).
 */
export function patternValue<Value>(
  source: Source,
  field: string,
  pattern: Readonly<Record<string, Value>>,
): (name: string) => Value | undefined {
  const rules = Object.entries(pattern).map(([key, value]): [RegExp, Value] => [
    toPattern(source, field, key, AFTER_ANY_PREFIX),
    value,
  ]);
  return (name) => rules.find(([expression]) => expression.test(name))?.[1];
}
