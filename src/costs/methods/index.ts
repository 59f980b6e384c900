/** @file From a PEFT config to the tensors of its method, by `peft_type`. */
import { CostError, show } from '../error.ts';
import type { Model } from '../module.ts';
import { openSource, readChoice, readText } from '../read.ts';
import { remember } from '../remember.ts';
import { adalora } from './adalora.ts';
import { houlsby, pfeiffer } from './adapters.ts';
import { bitfit } from './bitfit.ts';
import { checkPeftFields } from './fields.ts';
import { full } from './full.ts';
import { head } from './head.ts';
import { ia3 } from './ia3.ts';
import { layers } from './layers.ts';
import { lnTuning } from './ln-tuning.ts';
import { loha } from './loha.ts';
import { lora } from './lora.ts';
import type { Method, MethodPlan } from './method.ts';
import { pTuning } from './p-tuning.ts';
import { prefixTuning } from './prefix-tuning.ts';
import { promptTuning } from './prompt-tuning.ts';
import { vera } from './vera.ts';

export const METHODS: Readonly<Record<string, Method>> = {
  FULL: full,
  HEAD: head,
  BITFIT: bitfit,
  LAYERS: layers,
  HOULSBY: houlsby,
  PFEIFFER: pfeiffer,
  PROMPT_TUNING: promptTuning,
  PREFIX_TUNING: prefixTuning,
  P_TUNING: pTuning,
  LORA: lora,
  ADALORA: adalora,
  IA3: ia3,
  LN_TUNING: lnTuning,
  LOHA: loha,
  VERA: vera,
};

const TASKS = [
  'CAUSAL_LM',
  'SEQ_2_SEQ_LM',
  'SEQ_CLS',
  'TOKEN_CLS',
  'QUESTION_ANS',
  'FEATURE_EXTRACTION',
] as const;

/** PEFT's `task_type`, or null where the file does not say. */
export function readTask(peft: unknown): string | null {
  const source = openSource('peft', peft);
  return readText(source, 'task_type') === null ? null : readChoice(source, 'task_type', TASKS, 'CAUSAL_LM');
}

/** Per model, so that forgetting a model forgets its plans. */
const plans = new WeakMap<Model, (question: unknown, answer: () => MethodPlan) => MethodPlan>();

function plansOf(model: Model): (question: unknown, answer: () => MethodPlan) => MethodPlan {
  const known = plans.get(model);
  if (known) return known;
  const created = remember<MethodPlan>({ size: 16, weight: 100_000 }, (plan) => plan.tensors.length);
  plans.set(model, created);
  return created;
}

/** Lists the tensors of a method on a model. */
export function openMethod(model: Model, peft: unknown): MethodPlan {
  return plansOf(model)(peft, () => {
    const source = openSource('peft', peft);
    const type = readText(source, 'peft_type');
    if (type === null)
      throw new CostError('missingField', 'peft', 'peft_type', 'The PEFT config lacks peft_type.');
    const method = Object.hasOwn(METHODS, type) ? METHODS[type] : undefined;
    if (!method) {
      throw new CostError(
        'unknownMethod',
        'peft',
        'peft_type',
        `peft_type ${show(type)} is not one of the methods known here.`,
        { value: type, choices: Object.keys(METHODS).join(', ') },
      );
    }
    checkPeftFields(source, type);
    return method({ model, source, task: readTask(peft) });
  });
}
