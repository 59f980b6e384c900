/**
 * @file The cost calculator: a published model, several methods side by side, and their memory by item.
 * Nothing here trains or loads a model; `src/costs` computes every number when a setting changes.
 */
import { useDeferredValue, useMemo } from 'react';
import { asLlama, findModel, openModel, totalParameters } from '../../costs/index.ts';
import { formatBytes, formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useModelConfig } from '../../page/model-config.ts';
import { isHidden } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { ShareButton } from '../parts/ShareButton.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import type { WidgetProps } from '../types.ts';
import { Controls, GpuChoice, TrainingControls } from './Controls.tsx';
import { type Config, chosenConfig, chosenGpu, computeRow, gpusNeeded, type Row } from './compute.ts';
import { Derivation } from './Derivation.tsx';
import { errorText } from './error-text.ts';
import { computedRows, MemoryBars, smallShare } from './MemoryBars.tsx';
import { Quotations } from './Quotations.tsx';
import { PASTED, type Settings, TINY, useSettings } from './state.ts';
import { GpuTable, StorageTable } from './Tables.tsx';
import { TinyRow } from './TinyRow.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './cost-calculator.css';

interface Result {
  config: Config | null;
  rows: Row[];
  total: number | null;
  error: unknown;
  /** An unknown model of Llama's fields: whether counting it as one is offered, or done as the reader agreed. */
  approximation: 'offered' | 'done' | null;
}

/** @param agreed the pasted config that the reader wants counted as a Llama's. */
function compute(settings: Settings, tiny: Config | null, agreed: string): Result {
  let approximation: Result['approximation'] = null;
  try {
    let config = chosenConfig(settings, tiny);
    if (config === null) return { config, rows: [], total: null, error: null, approximation };
    const llama = settings.model === PASTED ? asLlama(config) : null;
    if (llama !== null) {
      approximation = agreed === settings.pastedConfig ? 'done' : 'offered';
      if (approximation === 'done') config = llama;
    }
    const total = totalParameters(config);
    const counted = config;
    return {
      config,
      approximation,
      total,
      error: null,
      rows: settings.methods.map((id) => computeRow(id, counted, settings)),
    };
  } catch (error) {
    return { config: null, rows: [], total: null, error, approximation };
  }
}

export default function CostCalculator({ slideId }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [settings, set] = useSettings();
  const [tab, setTab] = useShared('cost-calculator.tab', 'memory');
  const [open, setOpen] = useShared('cost-calculator.open', false);
  const tinyName = modelFor(language);
  const tiny = useModelConfig(tinyName);
  // A drag stays smooth: the slider moves at once, the numbers are computed when there is time.
  const deferred = useDeferredValue(settings);
  const [agreed, agree] = useShared('cost-calculator.as-llama', '');
  const result = useMemo(() => compute(deferred, tiny, agreed), [deferred, tiny, agreed]);
  const { config, rows, total, error, approximation } = result;
  const gpu = chosenGpu(deferred);
  const { options } = settings;

  const custom = rows.find(({ id }) => id === 'custom');
  const name =
    settings.model === PASTED
      ? 'config.json'
      : settings.model === TINY
        ? t('tiny')
        : findModel(settings.model).name;

  return (
    <section className="widget cost-calculator" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column cost-controls">
          <Controls
            settings={settings}
            set={set}
            hasTiny={tiny !== null}
            configProblem={error === null ? null : errorText(error, language)}
            peftProblem={custom && custom.error !== null ? errorText(custom.error, language) : null}
          />
          {approximation === 'offered' && (
            <button type="button" className="button" onClick={() => agree(deferred.pastedConfig)}>
              {t('asLlama')}
            </button>
          )}
          <GpuChoice settings={settings} set={set} />
          <details className="more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>
              {t('settings')}{' '}
              <span className="hint">
                {t('settingsNow', {
                  precision: options.precision,
                  convention: options.convention,
                  batch: options.batch,
                  sequence: options.sequence,
                  checkpointing: options.checkpointing ? t('withCheckpointing') : '',
                })}
              </span>
            </summary>
            <TrainingControls settings={settings} set={set} />
          </details>
          {!isHidden('share') && <ShareButton widgetId="cost-calculator" slideId={slideId} />}
        </div>
        <div className="widget-column cost-results">
          <p className="cost-model">
            <b>{name}</b>{' '}
            {total !== null && <span className="hint">{t('parameters', { count: formatCount(total) })}</span>}
          </p>
          {config && <ModelNotes config={config} isApproximate={approximation === 'done'} />}
          <Tabs
            label={t('panels')}
            chosen={tab}
            choose={setTab}
            tabs={[
              { id: 'memory', label: t('memoryTab'), panel: <MemoryBars rows={rows} gpu={gpu} /> },
              { id: 'gpu', label: t('gpuTab'), panel: <GpuTable rows={rows} /> },
              {
                id: 'storage',
                label: t('storageTab'),
                panel: <StorageTable rows={rows} settings={settings} set={set} />,
              },
              {
                id: 'formula',
                label: t('formulaTab'),
                panel: config && <Derivation config={config} rows={rows} settings={deferred} />,
              },
              { id: 'quotations', label: t('quotationTab'), panel: <Quotations /> },
              { id: 'tiny', label: t('tinyTab'), panel: <TinyRow model={tinyName} config={tiny} /> },
            ]}
          />
          <Finding name={name} rows={rows} settings={deferred} />
        </div>
      </div>
    </section>
  );
}

/** Omissions and assumptions of the count. */
function ModelNotes({ config, isApproximate }: { config: Config; isApproximate: boolean }) {
  const t = useText(texts);
  const { isTextPart, stored } = openModel(config);
  const notes = [
    ...(isApproximate ? [t('isApproximate')] : []),
    ...(isTextPart ? [t('isTextPart')] : []),
    ...(stored ? [t('isStored', { name: stored.name })] : []),
  ];
  return notes.map((note) => (
    <p key={note} className="hint">
      {note}
    </p>
  ));
}

/** Text summary of the bars. */
function Finding({ name, rows, settings }: { name: string; rows: readonly Row[]; settings: Settings }) {
  const t = useText(texts);
  const good = computedRows(rows);
  const full = good.find(({ id }) => id === 'full');
  const other = good.find(({ id }) => id === 'lora') ?? good.find(({ id }) => id !== 'full');
  const gpu = chosenGpu(settings);
  if (full && other) {
    const { memory, report } = other.costs;
    return (
      <p className="finding" role="status">
        {t('finding', {
          model: name,
          method: t(other.id),
          share: smallShare(report.share),
          ratio: smallShare(memory.total / full.costs.memory.total),
          weights: formatBytes(memory.weights),
          activations: formatBytes(memory.activations),
        })}
      </p>
    );
  }
  const only = good[0];
  if (!only) return null;
  return (
    <p className="finding" role="status">
      {t('findingSame', {
        model: name,
        method: t(only.id),
        total: formatBytes(only.costs.memory.total),
        count: gpusNeeded(only.costs.memory.total, gpu),
        gpu: gpu.name,
      })}
    </p>
  );
}
