/** @file Two tables: GPUs that a method needs, and storage of many tasks. */
import { gpus, gpusNeeded } from '../../costs/index.ts';
import { formatBytes } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { Scroll } from '../parts/Scroll.tsx';
import { Slider } from '../parts/Slider.tsx';
import { StopSlider } from '../parts/StopSlider.tsx';
import type { Row } from './compute.ts';
import { computedRows } from './MemoryBars.tsx';
import type { Settings } from './state.ts';
import { texts } from './texts.ts';

export function GpuTable({ rows }: { rows: readonly Row[] }) {
  const t = useText(texts);
  return (
    <>
      <Scroll className="cost-scroll" label={t('gpuTable')}>
        <table className="data-table">
          <caption className="visually-hidden">{t('gpuTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('gpu')}</th>
              {computedRows(rows).map(({ id }) => (
                <th key={id} scope="col" className="number">
                  {t(id)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {gpus.map((gpu) => (
              <tr key={gpu.name}>
                <th scope="row">{gpu.name}</th>
                {computedRows(rows).map(({ id, costs }) => {
                  const count = gpusNeeded(costs.memory.total, gpu);
                  return (
                    <td key={id} className={count === 1 ? 'number cost-fits' : 'number'}>
                      {count === 1 ? `✓ ${t('fitsOne')}` : t('needsGpus', { count })}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="hint">{t('gpuNote')}</p>
    </>
  );
}

const TASKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const MEGATOKENS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

/** Whole hours above ten, one digit below, more for what takes minutes. */
function hoursText(hours: number): string {
  if (hours >= 10) return Math.round(hours).toLocaleString('en-US');
  return hours >= 0.1 ? hours.toFixed(1) : Number(hours.toPrecision(1)).toString();
}

interface StorageTableProps {
  rows: readonly Row[];
  settings: Settings;
  set: (changes: Partial<Settings>) => void;
}

export function StorageTable({ rows, settings, set }: StorageTableProps) {
  const t = useText(texts);
  const { tasks } = settings;
  return (
    <>
      <div className="controls">
        <StopSlider
          label={t('tasks')}
          value={tasks}
          stops={TASKS}
          format={String}
          onChange={(value) => set({ tasks: value })}
        />
        <StopSlider
          label={t('megatokens')}
          value={settings.megatokens}
          stops={MEGATOKENS}
          format={(count) => t('million', { count })}
          onChange={(megatokens) => set({ megatokens })}
        />
        <Slider
          label={t('utilization')}
          value={settings.utilization}
          min={5}
          max={70}
          step={5}
          text={`${settings.utilization}%`}
          onChange={(utilization) => set({ utilization })}
        />
      </div>
      <Scroll className="cost-scroll" label={t('storageTable', { tasks })}>
        <table className="data-table">
          <caption className="visually-hidden">{t('storageTable', { tasks })}</caption>
          <thead>
            <tr>
              {[t('method'), t('perTask'), t('allTasks', { tasks }), t('asFull')].map((head, i) => (
                <th key={head} scope="col" className={i === 0 ? undefined : 'number'}>
                  {head}
                </th>
              ))}
              <th scope="col" className="number">
                {t('hoursTask')}
              </th>
              <th scope="col" className="number">
                {t('hoursAll', { tasks })}
              </th>
            </tr>
          </thead>
          <tbody>
            {computedRows(rows).map(({ id, costs: { storage, hours } }) => (
              <tr key={id}>
                <th scope="row">{t(id)}</th>
                <td className="number">{formatBytes(storage.perTask)}</td>
                <td className="number">{formatBytes(storage.total)}</td>
                <td className="number">{formatBytes(storage.asFullModels)}</td>
                <td className="number">{t('hours', { count: hoursText(hours) })}</td>
                <td className="number">{t('hours', { count: hoursText(hours * tasks) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="hint">{t('storageNote')}</p>
    </>
  );
}
