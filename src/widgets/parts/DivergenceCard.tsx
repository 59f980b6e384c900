/** @file A diverged run: the step, the quantity, and the button that restores it. */

import { engine } from '../../client/engine-store.ts';
import type { RunState } from '../../client/state.ts';
import { formatLoss } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { runName } from '../../wording/differences.ts';
import { partTexts } from './texts.ts';

export function DivergenceCard({ run, paused }: { run: RunState; paused: boolean }) {
  const t = useText(partTexts);
  const language = useLanguage();
  const name = runName(run.spec, language);
  const { divergence } = run;
  if (divergence) {
    const quantity = t(divergence.quantity === 'loss' ? 'quantityLoss' : 'quantityGradientNorm');
    return (
      <div className="note note-bad divergence" role="alert">
        <p>
          {t(sentenceFor(divergence), {
            run: name,
            step: divergence.step,
            quantity,
            value: formatLoss(divergence.value),
          })}
        </p>
        {!run.discarded && (
          <button type="button" className="button" onClick={() => engine.restoreLastGood(run.runId)}>
            {t('restore', { step: divergence.lastGoodStep })}
          </button>
        )}
      </div>
    );
  }
  if (run.restoredTo !== null && paused) {
    return (
      <p className="note note-good" role="status">
        {t('restored', { run: name, step: run.restoredTo })}
      </p>
    );
  }
  return null;
}

function sentenceFor({ quantity, value }: NonNullable<RunState['divergence']>) {
  if (quantity === 'gradientNorm' && value === 0) return 'divergedDead';
  return Number.isFinite(value) ? 'divergedFinite' : 'diverged';
}
