/** @file The runs of "Train on this": the reader's data by LoRA, evaluated on held-out subjects in the same form. */
import { type Conversation, promptOf, responseOf } from '../../data/conversation.ts';
import { realQuestions } from '../../data/knowledge-questions.ts';
import {
  applyTemplates,
  hasOneAnswer,
  labelledRows,
  type Template,
  templatesOf,
} from '../../data/templates.ts';
import { worldOf } from '../../recipes/data-specs.ts';
import {
  DEFAULT_LORA,
  DEFAULT_LORA_RATE,
  languageOf,
  makeSpec,
  type WidgetValues,
} from '../../recipes/defaults.ts';
import type { EvaluationSpec } from '../../train/protocol.ts';
import type { ModelName, RunSpec } from '../../train/spec.ts';
import type { Language } from '../../world/index.ts';

export type WorkshopValues = WidgetValues<'data-workshop'>;

/** Few enough for a link to a recording, many enough to learn from. */
const MOST_ROWS = 240;
/** Held-out questions under the same templates. */
const HELD_OUT_ROWS = 64;

/** Both halves of a labelled set under templates; held-out questions only where there is one right answer. */
export function templatedData(
  language: Language,
  set: WorkshopValues['set'],
  templates: readonly Template[],
  seed: number,
): { training: Conversation[]; heldOut: Conversation[] } {
  const rows = labelledRows(worldOf(language), set);
  const part = (split: 'train' | 'heldOut') => rows.filter((row) => row.split === split);
  return {
    training: applyTemplates(templates, part('train'), { seed, most: MOST_ROWS }),
    heldOut: applyTemplates(templates.filter(hasOneAnswer), part('heldOut'), { seed, most: HELD_OUT_ROWS }),
  };
}

/** A run on own data. Without held-out questions of its own it is asked the world's. */
export function ownSpec(
  values: Pick<WorkshopValues, 'mask' | 'packing' | 'steps' | 'seed'>,
  model: ModelName,
  data: { training: readonly Conversation[]; heldOut?: readonly Conversation[] | undefined },
): RunSpec {
  return makeSpec({
    model,
    method: DEFAULT_LORA,
    learningRate: DEFAULT_LORA_RATE,
    steps: values.steps,
    seed: values.seed,
    data: {
      task: 'qa',
      mask: values.mask,
      examples: data.training,
      ...(data.heldOut && data.heldOut.length > 0 && { heldOut: data.heldOut }),
      ...(values.packing && { packing: true }),
    },
  });
}

/** The run that the widget opens with: its default set under all ten templates. */
export function workshopSpec(values: WorkshopValues, model: ModelName): RunSpec {
  const language = languageOf(model);
  const templates = templatesOf(language, values.set);
  return ownSpec(values, model, templatedData(language, values.set, templates, values.seed));
}

/** Held-out questions whose answers are shown, before and after. */
const SHOWN = 4;

/** The held-out questions of a run on own data, or the world's where it has none of its own. */
export function shownQuestions({ model, data }: RunSpec): { prompt: string; reference: string }[] {
  if (data.heldOut) {
    const stride = Math.max(1, Math.floor(data.heldOut.length / SHOWN));
    return data.heldOut
      .filter((_, i) => i % stride === 0)
      .slice(0, SHOWN)
      .map((one) => ({ prompt: promptOf(one), reference: responseOf(one) }));
  }
  return realQuestions(worldOf(languageOf(model)), SHOWN).map(({ prompt, response }) => ({
    prompt,
    reference: response,
  }));
}

/** A few evaluations only: most runs here take seconds. */
export function workshopEvaluation(spec: RunSpec) {
  return (_language: Language, steps: number): EvaluationSpec => ({
    everySteps: Math.max(10, Math.round(steps / 4)),
    samplePrompts: [...new Set(shownQuestions(spec).map(({ prompt }) => prompt))],
  });
}
