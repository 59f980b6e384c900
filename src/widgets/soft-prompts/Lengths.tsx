/** @file Accuracy against the number of virtual tokens, with LoRA's as a level to reach. */

import { PlaneChart, type Trace } from '../../charts/PlaneChart.tsx';
import { lookOf, toneLook } from '../../charts/series.ts';
import { lastEvaluation } from '../../client/state.ts';
import { formatShare } from '../../page/format.ts';
import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import { variantIndex } from '../../recipes/variants.ts';
import { methodKinds } from '../../wording/method-texts.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import { virtualTokensOf } from './results.ts';
import { texts } from './texts.ts';

const VARIANTS = { prompt: 'prompt', prefix: 'prefixMlp', ptuning: 'ptuning' } as const;

export function Lengths({ runs }: { runs: readonly ShownRun[] }) {
  const t = useText(texts);
  const language = useLanguage();
  const measured = runs.flatMap((run) => {
    const n = virtualTokensOf(run);
    const last = lastEvaluation(run);
    return n !== null && last && last.step > 0 ? [{ run, n, match: last.heldOutExactMatch }] : [];
  });
  const lora = lastEvaluation(runs.find(({ spec }) => spec.method.name === 'lora'));
  const lengths = measured.map(({ n }) => n);
  const traces: Trace[] = (['prompt', 'prefix', 'ptuning'] as const).flatMap((name): Trace[] => {
    const points = measured
      .filter(({ run }) => run.spec.method.name === name)
      .sort((a, b) => a.n - b.n)
      .map(({ n, match }) => ({ x: n, y: match }));
    if (points.length === 0) return [];
    const label = methodKinds[language][VARIANTS[name]];
    return [
      { id: name, label, look: toneLook(variantIndex(VARIANTS[name])), joined: true, points, named: true },
    ];
  });
  if (lora && lora.step > 0 && lengths.length > 0) {
    const [from, to] = [Math.min(...lengths), Math.max(...lengths)];
    traces.push({
      id: 'lora',
      label: t('loraLevel'),
      look: { ...lookOf({ kind: 'lora', quantity: 'training' }), dash: '6 4' },
      joined: true,
      marks: 'none',
      points: [
        { x: from, y: lora.heldOutExactMatch },
        { x: to, y: lora.heldOutExactMatch },
      ],
    });
  }
  const ofPrompt = measured
    .filter(({ run }) => run.spec.method.name === 'prompt')
    .sort((a, b) => a.n - b.n)
    .map(({ n, match }) => t('lengthPoint', { n, match: formatShare(match) }));
  return (
    <>
      <PlaneChart
        name={t('lengthChart')}
        x={{ label: t('virtualAxis'), scale: 'log', format: String }}
        y={{ label: t('match'), scale: 'linear', format: formatShare, range: [0, 1] }}
        traces={traces}
        summary={
          ofPrompt.length > 0
            ? t('lengthSummary', { points: joinTexts(ofPrompt, 'phrases', language) })
            : t('empty')
        }
      />
      <p className="hint">{t('lengthNote')}</p>
    </>
  );
}
