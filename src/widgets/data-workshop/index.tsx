/**
 * @file The data workshop: three sources of instruction data (labelled sets under templates, writing by hand, a
 * stronger model screened), each with its tokens, mask, statistics and files, and each ending in "Train on this".
 */
import { useEffect, useMemo, useRef } from 'react';
import { compact, expand } from '../../data/compact.ts';
import { type DataSet, promptOf } from '../../data/conversation.ts';
import { LOSS_MASKS } from '../../data/encode.ts';
import { askTeacher, screen, screenedData } from '../../data/screening.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { isHidden, useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { useTokenizer } from '../../page/tokenizers.ts';
import { worldOf } from '../../recipes/data-specs.ts';
import { modelFor, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { taskExamples } from '../../world/index.ts';
import { Check } from '../parts/Check.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { MoreSettings } from '../parts/MoreSettings.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { ShareButton } from '../parts/ShareButton.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { TrainControls } from '../parts/TrainControls.tsx';
import { TrainerFoot } from '../parts/TrainerFoot.tsx';
import { TrainerNotes } from '../parts/TrainerNotes.tsx';
import { useTrainer } from '../parts/use-trainer.ts';
import type { WidgetProps } from '../types.ts';
import { Files } from './Files.tsx';
import { GeneratedSource, screenSettings } from './GeneratedSource.tsx';
import { HandSource } from './HandSource.tsx';
import { isOwnLink, rememberLink, setOwnData, showOwnData, useOwnData } from './own-data.ts';
import { PlanExport } from './PlanExport.tsx';
import { finding, Results } from './Results.tsx';
import { StatisticsView } from './StatisticsView.tsx';
import { ownSpec, templatedData, workshopEvaluation } from './specs.ts';
import { TemplateSource, usedTemplates, useTemplates } from './TemplateSource.tsx';
import { TokensView } from './TokensView.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './data-workshop.css';

const ID = 'data-workshop';
const PARAMS = WIDGET_PARAMS[ID];
/** Questions put to the simulated teacher, and answers to each. */
const TEACHER = { questions: 160, samples: 5 };
const NO_DATA: DataSet = [];

export default function DataWorkshop({ slideId, live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const model = modelFor(language);
  const world = worldOf(language);
  const tokenizer = useTokenizer(model) ?? null;
  const [values, set] = useParams(ID);
  const { source, mask, packing, steps, seed } = values;
  const own = useLinkedData(values.own, (text) => set({ own: text }));
  const [templates] = useTemplates(language, values.set);
  const [panel, setPanel] = useShared(`${ID}.panel`, 'results');

  const candidates = useMemo(
    () => askTeacher(world, { errorRate: values.errors, ...TEACHER, seed }),
    [world, values.errors, seed],
  );
  const { rules, agreement } = values;
  const screened = useMemo(
    () => screen(world, candidates, screenSettings({ rules, agreement })),
    [world, candidates, rules, agreement],
  );
  const made = useMemo((): { training: DataSet; heldOut?: DataSet } => {
    if (source === 'hand') return { training: own };
    if (source === 'generated') return { training: screenedData(screened) };
    return templatedData(language, values.set, usedTemplates(templates, values.set), seed);
  }, [source, own, screened, language, values.set, templates, seed]);
  const tests = useMemo(() => {
    const asked = made.heldOut?.map(promptOf);
    const ofWorld = () => taskExamples(world, 'qa').filter(({ split }) => split === 'heldOut');
    return asked ?? ofWorld().map(({ prompt }) => prompt);
  }, [made, world]);
  const spec = useMemo(
    () => ownSpec({ mask, packing, steps, seed }, model, made),
    [mask, packing, steps, seed, model, made],
  );
  const specs = useMemo(() => [{ name: 'own', spec }], [spec]);
  const trainer = useTrainer(ID, live, language, specs, workshopEvaluation(spec));
  const { group, runs, liveRuns } = trainer;
  const [run] = runs;
  const data = made.training.length > 0 ? made.training : NO_DATA;
  const recorded = liveRuns.length === 0 ? run?.spec.data.examples : undefined;
  const foreign = useMemo(
    () => recorded !== undefined && JSON.stringify(recorded) !== JSON.stringify(data),
    [recorded, data],
  );

  const toHand = data.length > 0 && (
    <button
      type="button"
      className="button is-small"
      onClick={() => {
        setOwnData([...own, ...data]);
        set({ source: 'hand' });
      }}
    >
      {t('toHand')}
    </button>
  );
  const editor = {
    templates: (
      <TemplateSource
        language={language}
        set={values.set}
        choose={(chosen) => set({ set: chosen })}
        toHand={toHand}
      />
    ),
    hand: <HandSource tokenizer={tokenizer} mask={mask} tests={tests} />,
    generated: (
      <GeneratedSource
        language={language}
        values={values}
        set={set}
        candidates={candidates}
        screened={screened}
        toHand={toHand}
      />
    ),
  };
  return (
    <section className="widget data-workshop" aria-label={t('name')}>
      <div className="widget-grid">
        <div className="widget-column">
          <Tabs
            label={t('source')}
            chosen={source}
            choose={(chosen) => set({ source: chosen as typeof source })}
            tabs={PARAMS.source.options.map((id) => ({ id, label: t(id), panel: editor[id] }))}
          />
        </div>
        <div className="widget-column">
          <TrainControls
            group={group}
            runs={liveRuns}
            onTrain={() => {
              setPanel('results');
              trainer.train();
            }}
            trainLabel={t('trainThis')}
            locked={data.length === 0 ? t('nothing') : null}
          />
          <MoreSettings widgetId={ID} now={t('moreNow', { mask: t(mask), steps, seed })}>
            <Hideable name="mask">
              <Choice
                label={t('mask')}
                value={mask}
                options={LOSS_MASKS.map((value) => ({ value, label: t(value) }))}
                onChange={(value) => set({ mask: value })}
              />
            </Hideable>
            <Hideable name="packing">
              <Check
                label={t('packing')}
                checked={packing}
                onChange={(checked) => set({ packing: checked })}
              />
            </Hideable>
            <RunSettings params={PARAMS} values={values} set={set} />
          </MoreSettings>
          <TrainerNotes trainer={trainer} />
          <Tabs
            label={t('panels')}
            chosen={panel}
            choose={setPanel}
            tabs={[
              { id: 'results', label: t('results'), panel: <Results run={run} foreign={foreign} /> },
              {
                id: 'data',
                label: t('data'),
                panel: <TokensView data={data} tokenizer={tokenizer} mask={mask} />,
              },
              {
                id: 'statistics',
                label: t('statistics'),
                panel: <StatisticsView data={data} tokenizer={tokenizer} tests={tests} seed={seed} />,
              },
              {
                id: 'files',
                label: t('files'),
                panel: (
                  <>
                    <Files data={data} onImport={() => set({ source: 'hand' })} />
                    <PlanExport spec={spec} run={liveRuns[0]} />
                  </>
                ),
              },
            ]}
          />
          <p className="finding">{foreign ? t('waiting') : finding(run, t)}</p>
        </div>
      </div>
      <TrainerFoot trainer={trainer}>
        {!isHidden('share') && (
          <>
            <ShareButton widgetId={ID} slideId={slideId} />
            {source === 'hand' && data.length > 0 && (
              <span className="hint">
                {values.own === '' ? t('linkTooLarge') : t('linkHolds', { count: data.length })}
              </span>
            )}
          </>
        )}
      </TrainerFoot>
    </section>
  );
}

/** The reader's own data, synchronised with the address: a link's data is shown, and a small set is written to the link. */
function useLinkedData(linked: string, write: (text: string) => void): DataSet {
  const { data } = useOwnData();
  const opened = useRef(false);
  useEffect(() => {
    if (!opened.current) {
      opened.current = true;
      const fromLink = linked === '' || isOwnLink(linked) ? null : expand(linked);
      if (fromLink && fromLink.length > 0) {
        showOwnData(fromLink);
        return;
      }
    }
    const text = data.length > 0 ? compact(data) : '';
    const fitting = text.length <= PARAMS.own.longest ? text : '';
    if (fitting === linked) return;
    rememberLink(fitting);
    write(fitting);
  }, [data, linked, write]);
  return data;
}
