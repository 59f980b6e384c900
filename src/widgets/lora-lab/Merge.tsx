/** @file Merge and unmerge the adapter, and see that the answers stay. */
import { engine } from '../../runs/engine-store.ts';
import { formatTiny } from '../../runs/format.ts';
import { useText } from '../../runs/language.ts';
import { canAnswer, type RunState } from '../../runs/state.ts';
import { texts } from './texts.ts';

/** @param busy while training: merging would change what is trained. */
export function Merge({ run, busy }: { run: RunState | undefined; busy: boolean }) {
  const t = useText(texts);
  const merged = run?.merged?.merged ?? false;
  const usable = run !== undefined && canAnswer(run) && !busy;
  return (
    <div className="merge">
      <p>{t('mergeIntro')}</p>
      <p>
        <button
          type="button"
          className="button"
          disabled={!usable}
          onClick={() => engine.setMerged(run!.runId, !merged)}
        >
          {t(merged ? 'unmerge' : 'mergeNow')}
        </button>
      </p>
      <p role="status">
        {run?.merged
          ? t(merged ? 'isMerged' : 'isUnmerged', { difference: formatTiny(run.merged.maxLogitDifference) })
          : usable
            ? ''
            : t('mergeNeeds')}
      </p>
    </div>
  );
}
