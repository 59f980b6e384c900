/** @file What each widget shows before anyone presses Train: its default runs. */
import {
  ABLATION_SIZES,
  ablationSpecs,
  gallerySpecs,
  labSpecs,
  modelFor,
  quickSpec,
  sftSpec,
  WIDGET_PARAMS,
} from '../../src/recipes/defaults.ts';
import {
  inspectingEvaluation,
  meterEvaluation,
  microscopeSpecs,
  type NamedSpec,
  recordedMeterSpecs,
  recordedSoftSpecs,
} from '../../src/recipes/method-specs.ts';
import { defaultsOf } from '../../src/recipes/params.ts';
import { evaluationFor, galleryCases, harmfulRequest, sampleQuestions } from '../../src/recipes/questions.ts';
import { cellName, cellSpec, newSweep } from '../../src/sweeps/sweep.ts';
import { sweepPlan } from '../../src/sweeps/sweep-plan.ts';
import { answerPairs } from '../../src/widgets/which-is-better/pairs.ts';
import type { Language } from '../../src/world/types.ts';
import { dataJobs } from './data.ts';
import type { Ask, Job, Read } from './job.ts';

/** Every widget's default runs. */
export function widgetJobs(language: Language): Job[] {
  const model = modelFor(language);
  const job = (widget: string, runs: NamedSpec[], asks: Ask[] = [], reads?: Read[]): Job => ({
    widget,
    language,
    runs,
    evaluation: evaluationFor(language, runs[0]!.spec.steps),
    asks,
    ...(reads ? { reads } : {}),
    complete: false,
  });
  const seedOf = (widget: Exclude<keyof typeof WIDGET_PARAMS, 'cost-calculator' | 'trainable-map'>) =>
    defaultsOf(WIDGET_PARAMS[widget]).seed;
  const comparison = [...sampleQuestions(language), harmfulRequest(language)].flatMap(({ prompt }): Ask[] => [
    { prompt, form: 'raw', runName: null },
    { prompt, form: 'chat', runName: null },
    { prompt, form: 'chat', runName: 'lora' },
  ]);
  const gallery = galleryCases(language).flatMap(({ id, question: { prompt } }): Ask[] => [
    { prompt, form: 'raw', runName: null },
    { prompt, form: 'chat', runName: id },
  ]);
  return [
    job(
      'complete-or-answer',
      [{ name: 'lora', spec: quickSpec('lora', model, seedOf('complete-or-answer')) }],
      comparison,
      answerPairs(language).flatMap(({ prompt, a, b }): Read[] =>
        [a, b].map(({ text: response }) => ({ prompt, response, runName: 'lora' })),
      ),
    ),
    job('sft-live', [{ name: 'full', spec: sftSpec(defaultsOf(WIDGET_PARAMS['sft-live']), model) }]),
    job('lora-lab', labSpecs(defaultsOf(WIDGET_PARAMS['lora-lab']), model)),
    job('mismatch-gallery', gallerySpecs(model, seedOf('mismatch-gallery')), gallery),
    ...methodJobs(language, job),
    sweepJob(language),
    ...dataJobs(language),
    job(
      'pretraining-ablation',
      ABLATION_SIZES.flatMap((size) => ablationSpecs(size, model, seedOf('pretraining-ablation'))),
    ),
  ];
}

/** What the widgets about methods show first. */
function methodJobs(language: Language, job: (widget: string, runs: NamedSpec[]) => Job): Job[] {
  const model = modelFor(language);
  const microscope = defaultsOf(WIDGET_PARAMS['delta-w-microscope']);
  const meter = defaultsOf(WIDGET_PARAMS['forgetting-meter']);
  const soft = defaultsOf(WIDGET_PARAMS['soft-prompts']);
  return [
    {
      ...job('delta-w-microscope', microscopeSpecs(microscope, model)),
      evaluation: { ...inspectingEvaluation(language, microscope.steps), everySteps: 40 },
      draws: true,
    },
    {
      ...job('forgetting-meter', recordedMeterSpecs(meter, model)),
      evaluation: meterEvaluation(language, meter.steps),
      sparse: true,
    },
    {
      ...job('soft-prompts', recordedSoftSpecs(soft, model)),
      evaluation: inspectingEvaluation(language, soft.steps),
      inspectsEnds: true,
    },
  ];
}

/** Every cell of the default sweep, under its cell's name. */
function sweepJob(language: Language): Job {
  const plan = sweepPlan(defaultsOf(WIDGET_PARAMS.sweep), modelFor(language));
  const runs = newSweep(plan).cells.map((_, i) => ({ name: cellName(plan, i), spec: cellSpec(plan, i) }));
  const evaluation = { everySteps: plan.base.steps, samplePrompts: [] };
  return { widget: 'sweep', language, runs, evaluation, asks: [], complete: false, grid: true };
}
