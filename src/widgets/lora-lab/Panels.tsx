/** @file Beside the curves: costs, chat, formula, merge, export. */

import { canAnswer, isActive, type RunState, type TrainGroup } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { languageOf, type WidgetValues } from '../../recipes/defaults.ts';
import { sampleQuestions } from '../../recipes/questions.ts';
import type { ModelName } from '../../train/spec.ts';
import { runName } from '../../wording/differences.ts';
import { Ask, type Respondent } from '../parts/Ask.tsx';
import { MergeCheck } from '../parts/MergeCheck.tsx';
import type { ShownRun } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { Costs } from './Costs.tsx';
import { Export } from './Export.tsx';
import { Formula } from './Formula.tsx';
import { texts } from './texts.ts';

interface PanelsProps {
  values: WidgetValues<'lora-lab'>;
  runs: readonly ShownRun[];
  liveRuns: readonly RunState[];
  group: TrainGroup | undefined;
  model: ModelName;
}

export function Panels({ values, runs, liveRuns, group, model }: PanelsProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [tab, setTab] = useShared('lora-lab.tab', 'compare');
  const lora = liveRuns.find(({ name }) => name === 'lora');
  // Runs outlive a switch of language; questions are in the language they were trained in.
  const asked = liveRuns[0]?.spec.model ?? model;
  const respondents: Respondent[] = [
    { key: 'base', label: t('base'), runId: null },
    ...liveRuns.map((run) => ({
      key: run.name,
      label: runName(run.spec, language),
      runId: run.runId,
      absent: canAnswer(run) ? null : t(run.discarded ? 'gone' : 'notTrained'),
    })),
  ];
  const tabs = [
    { id: 'compare', label: t('compare'), panel: <Costs runs={runs} /> },
    {
      id: 'formula',
      label: t('formula'),
      panel: <Formula values={values} model={model} total={runs[0]?.facts?.totalParameters ?? null} />,
    },
    {
      id: 'chat',
      label: t('chat'),
      panel: (
        <Ask
          widgetId="lora-lab"
          model={asked}
          respondents={respondents}
          first={sampleQuestions(languageOf(asked))[0]!.prompt}
          form="chat"
        />
      ),
    },
    { id: 'merge', label: t('merge'), panel: <MergeCheck run={lora} busy={isActive(group)} /> },
    { id: 'export', label: t('export'), panel: <Export run={lora} /> },
  ];
  return (
    <Tabs label={t('panels')} chosen={tab} choose={setTab} tabs={tabs.filter(({ id }) => !isHidden(id))} />
  );
}
