/** @file Every run in a table that sorts by any of its columns: its settings, results, differences and actions. */
import { type ReactNode, useState } from 'react';
import type { ExportReport } from '../exports/gaps.ts';
import { formatCount, formatLoss, formatMilliseconds, formatShare } from '../page/format.ts';
import { joinTexts, type Language, type Translate, useLanguage, useText } from '../page/language.ts';
import { CopyLink } from '../widgets/parts/CopyLink.tsx';
import { ExportGaps } from '../widgets/parts/ExportGaps.tsx';
import { downloadZip, exportRun, zipName } from '../widgets/parts/export-run.ts';
import { RealModel } from '../widgets/parts/RealModel.tsx';
import { differences } from '../wording/differences.ts';
import { runUrl, setSpec } from './form-store.ts';
import { Icon, type LabIcon } from './icons.tsx';
import { labRunName } from './names.ts';
import { inOrder, isOver, type LabRun } from './runs/runs.ts';
import { lab, useLab } from './runs/store.ts';
import { savedText } from './saved.ts';
import { shownOf, useLiveRun } from './shown.ts';
import { type LabText, texts } from './texts.ts';

/** Numbers of a run that a table may sort by. */
interface Measures {
  number: number;
  trainable: number | null;
  steps: number | null;
  loss: number | null;
  heldOut: number | null;
  seen: number | null;
  forgetting: number | null;
  time: number | null;
}

interface Row {
  run: LabRun;
  measures: Measures;
}

const COLUMNS: readonly { key: keyof Measures; text: LabText; format: (value: number) => string }[] = [
  { key: 'heldOut', text: 'heldOutColumn', format: formatShare },
  { key: 'seen', text: 'seenColumn', format: formatShare },
  {
    key: 'forgetting',
    text: 'forgettingColumn',
    format: (value) => `${value >= 0 ? '+' : ''}${formatLoss(value)}`,
  },
  { key: 'loss', text: 'lossColumn', format: formatLoss },
  { key: 'trainable', text: 'trainableColumn', format: formatCount },
  { key: 'steps', text: 'stepsColumn', format: String },
  { key: 'time', text: 'timeColumn', format: formatMilliseconds },
];

function useRows(): Row[] {
  const { runs } = useLab();
  const live = useLiveRun(runs);
  return inOrder(runs).map((run) => {
    const shown = shownOf(run, live);
    const step = shown && shown.stepCount > 0 ? shown.steps[shown.stepCount - 1]! : null;
    const first = shown?.evaluations[0];
    const last = shown && shown.evaluationCount > 0 ? shown.evaluations[shown.evaluationCount - 1]! : null;
    return {
      run,
      measures: {
        number: run.number,
        trainable: shown?.facts?.trainableParameters ?? null,
        steps: step?.step ?? null,
        loss: step?.loss ?? null,
        heldOut: last?.heldOutExactMatch ?? null,
        seen: last?.seenExactMatch ?? null,
        forgetting: first && last ? last.pretrainingLoss - first.pretrainingLoss : null,
        time: shown?.speed?.millisecondsPerStep ?? null,
      },
    };
  });
}

interface Sort {
  key: keyof Measures;
  up: boolean;
}

/** Runs without a number are last in either direction. */
function sortRows(rows: readonly Row[], sort: Sort | null): Row[] {
  if (!sort) return [...rows];
  return [...rows].sort((a, b) => {
    const [left, right] = [a.measures[sort.key], b.measures[sort.key]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sort.up ? left - right : right - left;
  });
}

export function RunTable({ hidden }: { hidden: ReadonlySet<string> }) {
  const t = useText(texts);
  const language = useLanguage();
  const rows = useRows();
  const [sort, setSort] = useState<Sort | null>(null);
  const [said, setSaid] = useState('');
  const [report, setReport] = useState<ExportReport | null>(null);
  if (rows.length === 0) return <p className="empty">{t('noRuns')}</p>;
  // The pinned run that was first, else the very first: what the others are compared with.
  const byAge = [...rows].sort((a, b) => a.run.number - b.run.number);
  const reference = (byAge.find(({ run }) => run.pinned) ?? byAge[0]!).run;

  const header = (key: keyof Measures, text: LabText, numeric = true): ReactNode => (
    <th
      key={key}
      scope="col"
      className={numeric ? 'number' : undefined}
      aria-sort={sort?.key === key ? (sort.up ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        className="word-button lab-sort"
        title={t('sortBy', { column: t(text) })}
        onClick={() => setSort(sort?.key === key && !sort.up ? { key, up: true } : { key, up: false })}
      >
        {t(text)}
        <span aria-hidden="true">{sort?.key === key ? (sort.up ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );

  return (
    <div className="lab-results">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard. */}
      <section className="lab-table" tabIndex={0} aria-label={t('runs')}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('shownColumn')}</th>
              {header('number', 'runColumn', false)}
              <th scope="col">{t('actionsColumn')}</th>
              <th scope="col">
                {rows.length > 1 ? t('differsColumn', { run: `#${reference.number}` }) : t('differsNone')}
              </th>
              <th scope="col">{t('phaseColumn')}</th>
              {COLUMNS.map(({ key, text }) => header(key, text))}
            </tr>
          </thead>
          <tbody>
            {sortRows(rows, sort).map(({ run, measures }) => {
              const name = labRunName(run, language);
              return (
                <tr key={run.id} data-phase={run.phase}>
                  <td>
                    <label className="lab-draw">
                      <input
                        type="checkbox"
                        aria-label={t('show', { run: name })}
                        checked={run.shown}
                        onChange={(event) => lab.setShown(run.id, event.currentTarget.checked)}
                      />
                    </label>
                  </td>
                  <th scope="row">
                    {run.pinned && <Icon name="pin" />}
                    {name}
                  </th>
                  <td>
                    <Actions run={run} name={name} hidden={hidden} say={setSaid} tell={setReport} />
                  </td>
                  <td className="lab-differs">{differs(reference, run, t, language)}</td>
                  <td>{t(run.phase, { step: run.divergedAt ?? 0 })}</td>
                  {COLUMNS.map(({ key, format }) => (
                    <td key={key} className="number">
                      {measures[key] === null ? '–' : format(measures[key])}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <div className="button-row">
        <button
          type="button"
          className="button is-small"
          disabled={!rows.some(({ run }) => isOver(run) && !run.pinned)}
          onClick={() => lab.removeUnpinned()}
        >
          {t('removeOthers')}
        </button>
        <span role="status">{said}</span>
      </div>
      <ExportGaps report={report} />
      {!hidden.has('export') && <RealModel />}
    </div>
  );
}

function differs(reference: LabRun, run: LabRun, t: Translate<LabText>, language: Language): string {
  if (run.id === reference.id) return t('reference');
  const list = differences(reference.spec, run.spec, language);
  if (list.length === 0) return t('same');
  // A line may end at a hyphen, but not within 3e-3.
  return joinTexts(list, 'clauses', language).replace(/e-(?=\d)/g, 'e\u2011');
}

interface ActionsProps {
  run: LabRun;
  name: string;
  hidden: ReadonlySet<string>;
  say: (text: string) => void;
  tell: (report: ExportReport | null) => void;
}

function Actions({ run, name, hidden, say, tell }: ActionsProps) {
  const t = useText(texts);
  const language = useLanguage();
  const button = (
    text: LabText,
    icon: LabIcon,
    act: () => void,
    more: { pressed?: boolean; off?: boolean } = {},
  ) => (
    <button
      type="button"
      className="button button-quiet button-icon is-small"
      aria-label={t(text, { run: name })}
      title={t(text, { run: name })}
      aria-pressed={more.pressed}
      disabled={more.off}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <span className="lab-actions">
      {button('pin', 'pin', () => lab.setPinned(run.id, !run.pinned), { pressed: run.pinned })}
      {button('rerun', 'rerun', () => lab.add([run.spec]))}
      {button('toForm', 'toForm', () => setSpec(run.spec))}
      {!hidden.has('export') &&
        button(
          'download',
          'download',
          async () => {
            const files = await lab.files(run.id);
            if (!files) return;
            tell(null);
            const { method } = run.spec;
            const told = {
              zip: zipName(run),
              files: files.map((file) => file.name).join(', '),
              bits: method.name === 'lora' && method.quantization === 'nf4' ? 4 : 8,
            };
            const finished = { steps: [], evaluations: [], ...run.recorded, spec: run.spec, trained: files };
            // The weights are exported even if the base cannot be read.
            try {
              tell((await exportRun(finished, language)).report);
              say(t(savedText(method, files), told));
            } catch {
              await downloadZip(zipName(run), files);
              say(t('savedAlone', told));
            }
          },
          { off: !run.weights },
        )}
      {button('remove', 'remove', () => {
        lab.remove(run.id);
        say(t('removed', { run: name }));
      })}
      {!hidden.has('share') && (
        <CopyLink
          label={<Icon name="link" />}
          name={t('linkOf', { run: name })}
          url={() => runUrl(run.spec)}
        />
      )}
    </span>
  );
}
