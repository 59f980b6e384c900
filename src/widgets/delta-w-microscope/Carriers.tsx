/** @file Which matrices carry the change: by share of the whole, or by how far a single weight moved. */
import { Bars } from '../../charts/Bars.tsx';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { Choice } from '../parts/Choice.tsx';
import { formatCell } from './format.ts';
import { carriersOf, type Snapshot } from './reports.ts';
import { texts } from './texts.ts';

interface CarriersProps {
  runs: readonly { key: 'full' | 'lora'; label: string; snapshot: Snapshot | undefined }[];
}

export function Carriers({ runs }: CarriersProps) {
  const t = useText(texts);
  const [measure, setMeasure] = useShared<'share' | 'perWeight'>('delta-w-microscope.measure', 'share');
  const all = runs.map(({ snapshot, ...rest }) => ({ ...rest, carriers: carriersOf(snapshot) }));
  return (
    <div className="carriers">
      <Choice
        label={t('measure')}
        value={measure}
        options={[
          { value: 'share', label: t('byShare') },
          { value: 'perWeight', label: t('byWeight') },
        ]}
        onChange={setMeasure}
      />
      <div className="carriers-row">
        {all.map(({ key, label, carriers }) => (
          <div key={key}>
            <p className="chart-name">{label}</p>
            {carriers.length === 0 && <p className="empty">{t('noChange')}</p>}
            <Bars
              name={label}
              bars={carriers
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
