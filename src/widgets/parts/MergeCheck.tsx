/** @file Merges a change into the weights and removes it again: compares the answers and the time per token. */
import { Bars } from '../../charts/Bars.tsx';
import { engine } from '../../client/engine-store.ts';
import { canAnswer, type RunState } from '../../client/state.ts';
import { formatMilliseconds, formatTiny } from '../../page/format.ts';
import { catalogue, useText } from '../../page/language.ts';
import type { MergeSpeed } from '../../train/protocol.ts';

const mergeTexts = catalogue({
  zh: {
    intro: '合并把 α/r · B·A 加进 W，推理时不再有额外的矩阵。回答应当不变。',
    merge: '合并进权重',
    unmerge: '取出来',
    needs: '先训练一次 LoRA，再来合并。',
    isMerged: '已合并。合并前后 logit 的最大差：{difference}。',
    isUnmerged: '已取出，适配器又站在基座旁边。',
    recorded: '录制时合并过一次。合并前后 logit 的最大差：{difference}。',
    speed: '每个词元的解码时间',
    apart: '合并前',
    merged: '合并后',
    same: '合并后每个词元的时间是合并前的 {ratio} 倍：旁路的矩阵不见了。',
  },
  en: {
    intro: 'Merging adds α/r · B·A to W, so that inference has no extra matrices. The answers should stay.',
    merge: 'Merge into the weights',
    unmerge: 'Take it out again',
    needs: 'Train LoRA once, then merge.',
    isMerged: 'Merged. Largest logit difference before and after: {difference}.',
    isUnmerged: 'Taken out: the adapter stands beside the base again.',
    recorded: 'Merged once for the recording. Largest logit difference before and after: {difference}.',
    speed: 'Time to decode one token',
    apart: 'before merging',
    merged: 'after merging',
    same: 'After merging a token takes {ratio} times as long as before: the matrices beside W are gone.',
  },
});

interface MergeOutcome {
  maxLogitDifference: number;
  speed: MergeSpeed | null;
}

interface MergeCheckProps {
  run: RunState | undefined;
  /** While training: merging would change what is trained. */
  busy: boolean;
  /** The recorded result, shown until a run has trained here. */
  recorded?: MergeOutcome | undefined;
}

export function MergeCheck({ run, busy, recorded }: MergeCheckProps) {
  const t = useText(mergeTexts);
  const outcome = run?.merged ?? null;
  const merged = outcome?.merged ?? false;
  const usable = run !== undefined && canAnswer(run) && !busy;
  const shown: MergeOutcome | null = merged ? outcome : run ? null : (recorded ?? null);
  const words = merged
    ? t('isMerged', { difference: formatTiny(outcome!.maxLogitDifference) })
    : outcome
      ? t('isUnmerged')
      : usable
        ? ''
        : shown
          ? `${t('recorded', { difference: formatTiny(shown.maxLogitDifference) })} ${t('needs')}`
          : t('needs');
  return (
    <div className="merge">
      <p>{t('intro')}</p>
      <p>
        <button
          type="button"
          className="button"
          disabled={!usable}
          onClick={() => engine.setMerged(run!.runId, !merged)}
        >
          {t(merged ? 'unmerge' : 'merge')}
        </button>
      </p>
      <p role="status">{words}</p>
      {shown?.speed && <Speed speed={shown.speed} />}
    </div>
  );
}

function Speed({ speed }: { speed: MergeSpeed }) {
  const t = useText(mergeTexts);
  return (
    <>
      <Bars
        name={t('speed')}
        bars={[
          { id: 'apart', label: t('apart'), value: speed.apart, kind: 'lora' },
          { id: 'merged', label: t('merged'), value: speed.merged, kind: 'base' },
        ]}
        format={formatMilliseconds}
        bare
      />
      <p className="hint">
        {t('speed')} · {t('same', { ratio: (speed.merged / speed.apart).toFixed(2) })}
      </p>
    </>
  );
}
