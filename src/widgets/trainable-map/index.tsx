/**
 * @file The trainable map: a model drawn block by block, coloured by what each way of tuning trains, with exact
 * counts for the tiny model and for a published one, and r (in + out) as rectangles.
 */
import { useDeferredValue, useMemo } from 'react';
import {
  findModel,
  groupModules,
  type Module,
  models,
  openModel,
  type ParameterReport,
  parameterReport,
  type TrainableMap,
  totalParameters,
  trainableMap,
} from '../../costs/index.ts';
import { BlockFigure } from '../../figures/block/BlockFigure.tsx';
import { formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useModelConfig, useModelShape } from '../../page/model-config.ts';
import { isHidden } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import type { Config } from '../cost-calculator/compute.ts';
import { errorText } from '../cost-calculator/error-text.ts';
import { Select } from '../cost-calculator/Fields.tsx';
import { smallShare } from '../cost-calculator/MemoryBars.tsx';
import { layersOf } from '../cost-calculator/methods.ts';
import { TINY } from '../cost-calculator/state.ts';
import { Choice } from '../parts/Choice.tsx';
import { ShareButton } from '../parts/ShareButton.tsx';
import { StopSlider } from '../parts/StopSlider.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import type { WidgetProps } from '../types.ts';
import { Blocks } from './Blocks.tsx';
import { CountTable } from './CountTable.tsx';
import { RankPicture } from './RankPicture.tsx';
import {
  FALLBACK_MODEL,
  MAP_METHODS,
  type MapMethod,
  type MapState,
  peftFor,
  specFor,
  useMapState,
} from './state.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import '../cost-calculator/cost-calculator.css';
import './trainable-map.css';

const RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const TOKENS = [1, 5, 10, 20, 50, 100, 200];
const LAYERS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

const RANKED: readonly MapMethod[] = ['lora', 'loraAll', 'houlsby'];
const PROMPTED: readonly MapMethod[] = ['prompt', 'prefix'];

interface Drawn {
  map: TrainableMap;
  report: ParameterReport;
}

function draw(config: Config, state: MapState): Drawn | Error {
  try {
    const peft = peftFor(state.method, config, state);
    return { map: trainableMap(config, peft), report: parameterReport(config, peft) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The linear maps of the first block, each once, by the last word of their names. */
function matricesOf(config: Config): { label: string; module: Module }[] {
  const seen = new Map<string, Module>();
  for (const module of groupModules(openModel(config)).modules) {
    if (module.layer === null || (module.kind !== 'linear' && module.kind !== 'conv1d')) continue;
    const label = module.name.slice(module.name.lastIndexOf('.') + 1);
    if (!seen.has(label)) seen.set(label, module);
  }
  return [...seen].map(([label, module]) => ({ label, module }));
}

export default function TrainableMapWidget({ slideId }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [state, set] = useMapState();
  const [view, setView] = useShared('trainable-map.view', 'map');
  const tiny = useModelConfig(modelFor(language));
  const deferred = useDeferredValue(state);
  const isFallback = deferred.model === TINY && tiny === null;
  const published = findModel(deferred.model === TINY ? FALLBACK_MODEL : deferred.model);
  const tinyShape = useModelShape(modelFor(language));
  const config = deferred.model === TINY && tiny !== null ? tiny : published.config;
  const block = config === tiny ? tinyShape : null;
  const name = config === tiny ? t('tiny') : published.name;

  const drawn = useMemo(() => draw(config, deferred), [config, deferred]);
  const total = useMemo(() => totalParameters(config), [config]);
  const matrices = useMemo(() => matricesOf(config), [config]);
  const matrix = matrices.find(({ label }) => label === deferred.matrix) ?? matrices[0];

  const options = [
    ...(tiny ? [{ value: TINY, label: t('tiny') }] : []),
    ...models.map(({ id, name: label }) => ({ value: id, label })),
  ];
  const compared = [
    ...(tiny ? [{ name: t('tiny'), config: tiny }] : []),
    ...(published.config === config || tiny ? [{ name: published.name, config: published.config }] : []),
  ];
  const tied =
    !(drawn instanceof Error) &&
    deferred.method === 'head' &&
    drawn.map.blocks.at(-1)?.parts.some(({ part, parameters }) => part === 'head' && parameters === 0);
  const summary = drawn instanceof Error ? '' : sentence(drawn.report);

  function sentence(report: ParameterReport): string {
    const method = t(deferred.method);
    if (report.trainable === 0) return t('nothing', { model: name, method });
    return t('summary', {
      model: name,
      method,
      total: formatCount(total),
      trainable: formatCount(report.trainable),
      share: smallShare(report.share),
      inPlace: formatCount(report.inPlace),
      added: formatCount(report.added),
    });
  }

  return (
    <section className="widget trainable-map" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column map-controls">
          <Select
            label={t('model')}
            value={isFallback ? FALLBACK_MODEL : state.model}
            groups={[{ label: null, options }]}
            onChange={(model) => set({ model })}
          />
          <Choice
            label={t('method')}
            value={state.method}
            options={MAP_METHODS.map((value) => ({ value, label: t(value) }))}
            onChange={(method) => set({ method })}
          />
          <div className="controls">
            {(RANKED.includes(state.method) || view === 'rank') && (
              <StopSlider
                label={t(state.method === 'houlsby' && view !== 'rank' ? 'bottleneck' : 'rank')}
                value={state.rank}
                stops={RANKS}
                format={String}
                onChange={(rank) => set({ rank })}
              />
            )}
            {PROMPTED.includes(state.method) && (
              <StopSlider
                label={t('tokens')}
                value={state.tokens}
                stops={TOKENS}
                format={String}
                onChange={(tokens) => set({ tokens })}
              />
            )}
            {state.method === 'layers' && (
              <StopSlider
                label={t('topLayers')}
                value={Math.min(state.topLayers, layersOf(config))}
                stops={LAYERS.filter((count) => count <= layersOf(config))}
                format={String}
                onChange={(topLayers) => set({ topLayers })}
              />
            )}
          </div>
          {isFallback && <p className="hint">{t('tinyMissing', { model: published.name })}</p>}
          <p className="finding" role="status">
            {drawn instanceof Error ? errorText(drawn, language) : summary}
            {tied && <> {t('tiedHead')}</>}
          </p>
          {!isHidden('share') && <ShareButton widgetId="trainable-map" slideId={slideId} />}
        </div>
        <div className="widget-column map-results">
          <Tabs
            label={t('views')}
            chosen={view === 'block' && !block ? 'map' : view}
            choose={setView}
            tabs={[
              {
                id: 'map',
                label: t('mapTab'),
                panel:
                  drawn instanceof Error ? (
                    <p className="note note-warn">{errorText(drawn, language)}</p>
                  ) : (
                    <Blocks
                      map={drawn.map}
                      name={t('mapName', { model: name, method: t(deferred.method) })}
                      summary={summary}
                      prefixed={deferred.method === 'prefix'}
                    />
                  ),
              },
              ...(block
                ? [
                    {
                      id: 'block',
                      label: t('blockTab'),
                      // What changes nothing has no place in a block.
                      panel:
                        deferred.method === 'bitfit' ? (
                          <p className="note">{summary}</p>
                        ) : (
                          <BlockFigure method={specFor(deferred, block.layers)} config={block} />
                        ),
                    },
                  ]
                : []),
              {
                id: 'counts',
                label: t('countTab'),
                panel: <CountTable models={compared} state={deferred} />,
              },
              {
                id: 'rank',
                label: t('rankTab'),
                panel: matrix && (
                  <>
                    <Select
                      label={t('matrix')}
                      value={matrix.label}
                      groups={[
                        { label: null, options: matrices.map(({ label }) => ({ value: label, label })) },
                      ]}
                      onChange={(label) => set({ matrix: label })}
                    />
                    <RankPicture matrix={matrix.module} label={matrix.label} rank={deferred.rank} />
                  </>
                ),
              },
            ]}
          />
        </div>
      </div>
    </section>
  );
}
