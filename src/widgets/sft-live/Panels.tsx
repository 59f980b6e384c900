/** @file Beside the curves: answers as they change, and one example token by token, at the same chosen step. */
import { memo, useEffect, useState } from 'react';
import { engine } from '../../client/engine-store.ts';
import { useModel } from '../../client/hooks.ts';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { languageOf } from '../../recipes/defaults.ts';
import { probeExample } from '../../recipes/questions.ts';
import type { ExampleToken } from '../../train/protocol.ts';
import type { ModelName } from '../../train/spec.ts';
import { ExampleTokens } from '../parts/ExampleTokens.tsx';
import { Samples } from '../parts/Samples.tsx';
import type { ShownRun } from '../parts/shown-run.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { partTexts } from '../parts/texts.ts';
import { texts } from './texts.ts';

interface PanelsProps {
  run: ShownRun | undefined;
  /** Base that Train would use now. */
  model: ModelName;
  /** What Train would do now. */
  maskPrompt: boolean;
}

export const Panels = memo(function Panels({ run, model, maskPrompt }: PanelsProps) {
  const t = useText(texts);
  const tParts = useText(partTexts);
  const [tab, setTab] = useShared('sft-live.tab', 'samples');
  const [chosen, choose] = useShared<number | null>('sft-live.evaluation', null);
  const count = run?.evaluationCount ?? 0;
  const point = run?.evaluations[Math.min(chosen ?? count - 1, count - 1)];
  const base = useBaseExample(model, maskPrompt);
  // A changed switch shows its effect at once, on the base; otherwise the run's own reading is shown.
  const ofRun = run && (run.live || run.spec.data.maskPrompt === maskPrompt) ? point?.probe : undefined;
  const tokens = ofRun ?? base ?? point?.probe;
  const prompt = probeExample(languageOf(ofRun ? run!.spec.model : model)).prompt;
  return (
    <Tabs
      label={t('panels')}
      chosen={tab}
      choose={setTab}
      tabs={[
        {
          id: 'samples',
          label: t('samples'),
          panel: (
            <Samples evaluations={run?.evaluations ?? []} count={count} chosen={chosen} choose={choose} />
          ),
        },
        {
          id: 'tokens',
          label: t('tokens'),
          panel: tokens ? (
            <ExampleTokens name={t('exampleName', { prompt })} tokens={tokens} />
          ) : (
            <p className="empty">{tParts('noMask')}</p>
          ),
        },
      ]}
    />
  );
});

/** The example as the untuned base reads it, once the base is there. */
function useBaseExample(model: ModelName, maskPrompt: boolean): ExampleToken[] | null {
  const ready = useModel(model)?.status === 'ready';
  const [tokens, setTokens] = useState<ExampleToken[] | null>(null);
  useEffect(() => {
    setTokens(null);
    if (!ready) return;
    let current = true;
    engine.readExample(model, null, probeExample(languageOf(model)), maskPrompt).then(
      (answer) => {
        if (current) setTokens(answer);
      },
      // Without it the panel says that training will show the tokens.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [ready, model, maskPrompt]);
  return tokens;
}
