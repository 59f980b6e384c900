/** @file The change by kind of matrix: its share of the whole, or the mean change of a single weight. */
import { Bars } from '../../charts/Bars.tsx';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { Choice } from '../parts/Choice.tsx';
import { formatCell } from './format.ts';
import { matrixSharesOf, type Snapshot } from './reports.ts';
import { texts } from './texts.ts';

interface MatrixSharesProps {
  runs: readonly { key: 'full' | 'lora'; label: string; snapshot: Snapshot | undefined }[];
}

export function MatrixShares({ runs }: MatrixSharesProps) {
  const t = useText(texts);
  const [measure, setMeasure] = useShared<'share' | 'perWeight'>('delta-w-microscope.measure', 'share');
  const all = runs.map(({ snapshot, ...rest }) => ({ ...rest, shares: matrixSharesOf(snapshot) }));
  return (
    <div className="matrix-shares">
      <Choice
        label={t('measure')}
        value={measure}
        options={[
          { value: 'share', label: t('byShare') },
          { value: 'perWeight', label: t('byWeight') },
        ]}
        onChange={setMeasure}
      />
      <div className="matrix-shares-row">
        {all.map(({ key, label, shares }) => (
          <div key={key}>
            <p className="chart-name">{label}</p>
            {shares.length === 0 && <p className="empty">{t('noChange')}</p>}
            <Bars
              name={label}
              bars={shares
                .filter((one) => one[measure] !== null)
                .map((one) => ({
                  id: one.id,
                  label: one.id === 'other' ? t('other') : one.id,
                  value: one[measure] ?? 0,
                  kind: key,
                }))}
              format={measure === 'share' ? formatShare : formatCell}
              bare
            />
          </div>
        ))}
      </div>
      <p className="hint">{t(measure === 'share' ? 'shareHint' : 'weightHint')}</p>
    </div>
  );
}
