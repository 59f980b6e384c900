/** @file Names of runs and "what differs" lines, derived from their specs in either language. */
import type { Conversation } from '../data/conversation.ts';
import { formatShare } from '../page/format.ts';
import { catalogue, fill } from '../page/language.ts';
import { dataMark } from '../recipes/spec-data.ts';
import { fieldOf } from '../recipes/spec-fields.ts';
import { variantOf } from '../recipes/variants.ts';
import type { RunSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';
import { fieldName, taskName, valueText } from './field-texts.ts';
import { methodName, methodShortName } from './method-texts.ts';

const specTexts = catalogue({
  zh: {
    random: '，随机初始权重',
    projection: 'MLP 宽度',
    ownHeldOut: '留出题',
    worldData: '微型世界',
    ownData: '自备 {count} 条（#{mark}）',
    oneTask: '单一任务',
    difference: '{field}：{a} → {b}',
  },
  en: {
    random: ', random weights',
    projection: 'MLP width',
    ownHeldOut: 'held-out questions',
    worldData: 'micro-world',
    ownData: 'own, {count} examples (#{mark})',
    oneTask: 'one task',
    difference: '{field}: {a} → {b}',
  },
});

/** Name of a run, such as "LoRA r=8". */
export function runName(spec: RunSpec, language: Language): string {
  const name = methodName(spec.method, language);
  return spec.init === 'random' ? name + specTexts[language].random : name;
}

/** Shorter still, for legends: "Full", "LoRA r=8". */
export function shortName(spec: RunSpec, language: Language): string {
  const name = methodShortName(spec.method, language);
  return spec.init === 'random' ? name + specTexts[language].random : name;
}

/** Every field of a spec that decides its numbers, most important to a reader first. */
const ORDER = [
  ['base', 'from', 'method', 'last', 'bottleneck', 'virtual', 'projection', 'r', 'start', 'alpha'],
  ['targets', 'dropout', 'rslora', 'dora', 'init', 'ratioB', 'quant', 'opt', 'lr', 'momentum'],
  ['schedule', 'warmup', 'decay', 'clip', 'task', 'size', 'mask', 'own', 'ownHeldOut', 'mix'],
  ['noise', 'unknown', 'newFacts', 'replay', 'repeats', 'packing', 'steps', 'batch', 'seed'],
].flat();

/** Settings that the name of the method's variant implies. */
const IN_VARIANT: ReadonlySet<string> = new Set(['projection', 'rslora', 'dora', 'init', 'ratioB', 'quant']);

/** Own data by its size and a fingerprint. */
function ownData(list: readonly Conversation[] | undefined, language: Language): string {
  const { ownData, worldData } = specTexts[language];
  return list ? fill(ownData, { count: list.length, mark: dataMark(list) }) : worldData;
}

function mixOf({ mix }: RunSpec['data'], language: Language): string {
  if (!mix) return specTexts[language].oneTask;
  const all = mix.reduce((sum, { weight }) => sum + weight, 0);
  return mix
    .map(({ task, weight }) => `${taskName(task, language)} ${formatShare(weight / all)}`)
    .join(' + ');
}

/** The value of a field as a reader sees it; null where the spec has no such field. */
function shown(key: string, spec: RunSpec, language: Language): string | null {
  if (key === 'own') return ownData(spec.data.examples, language);
  if (key === 'ownHeldOut') return ownData(spec.data.heldOut, language);
  if (key === 'mix') return mixOf(spec.data, language);
  const field = fieldOf(key);
  const value = field?.read(spec);
  return field && value !== undefined ? valueText(field, value, language) : null;
}

/** Name of a field within a sentence: the form's without its remarks, in lower case. */
function nameOf(key: string, language: Language): string {
  const own: Readonly<Record<string, string>> = specTexts[language];
  return (own[key] ?? fieldName(key, language)).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** Lines such as "learning rate: 5e-4 → 3e-3", from a to b; empty where nothing differs. */
export function differences(a: RunSpec, b: RunSpec, language: Language): string[] {
  const sameVariant = variantOf(a.method) === variantOf(b.method);
  return ORDER.filter((key) => sameVariant || !IN_VARIANT.has(key)).flatMap((key) => {
    const [before, after] = [shown(key, a, language), shown(key, b, language)];
    // A rank against no rank follows from the methods.
    if (before === null || after === null || before === after) return [];
    return [fill(specTexts[language].difference, { field: nameOf(key, language), a: before, b: after })];
  });
}
