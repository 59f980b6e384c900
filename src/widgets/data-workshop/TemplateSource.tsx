/** @file FLAN templates: a labelled set, ten templates to choose from and edit, and one row as a preview. */
import { type ReactNode, useId } from 'react';
import { promptOf, responseOf } from '../../data/conversation.ts';
import {
  applyTemplate,
  columnsOf,
  hasOneAnswer,
  LABELLED_SETS,
  type LabelledSet,
  labelledRows,
  type Template,
  type TemplateProblem,
  templateProblem,
  templatesOf,
} from '../../data/templates.ts';
import { type Language, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { worldOf } from '../../recipes/data-specs.ts';
import { texts, type WorkshopText } from './texts.ts';

/** The templates of a set as edited by the reader, and which are used. */
interface TemplateState {
  templates: readonly Template[];
  off: readonly number[];
}

const NOTHING_OFF: readonly number[] = [];
const originals = new Map<string, TemplateState>();

function originalOf(language: Language, set: LabelledSet): TemplateState {
  const key = `${language}/${set}`;
  const known = originals.get(key) ?? { templates: templatesOf(language, set), off: NOTHING_OFF };
  originals.set(key, known);
  return known;
}

export function useTemplates(language: Language, set: LabelledSet) {
  return useShared<TemplateState>(`data-workshop.templates.${language}.${set}`, originalOf(language, set));
}

/** Valid ones that are switched on. */
export function usedTemplates({ templates, off }: TemplateState, set: LabelledSet): Template[] {
  return templates.filter((template, i) => !off.includes(i) && templateProblem(template, set) === null);
}

const PROBLEMS: Record<TemplateProblem, WorkshopText> = {
  empty: 'templateEmpty',
  unknownPlaceholder: 'templateUnknown',
  noPlaceholder: 'templateNone',
  givesAway: 'templateGivesAway',
};

/** Description of the columns of a set that has more than text and label. */
const HINTS: Partial<Record<LabelledSet, WorkshopText>> = { dialogue: 'talkColumns', code: 'codeColumns' };

interface TemplateSourceProps {
  language: Language;
  set: LabelledSet;
  choose: (set: LabelledSet) => void;
  /** Opens the result for editing. */
  toHand: ReactNode;
}

export function TemplateSource({ language, set, choose, toHand }: TemplateSourceProps) {
  const t = useText(texts);
  const id = useId();
  const [state, setState] = useTemplates(language, set);
  const [edited, setEdited] = useShared(`data-workshop.edited.${set}`, 0);
  const [row, setRow] = useShared(`data-workshop.row.${set}`, 0);
  const rows = labelledRows(worldOf(language), set).filter(({ split }) => split === 'train');
  const template = state.templates[edited]!;
  const problem = templateProblem(template, set);
  const names = columnsOf(set).map((column) => `{${column}}`);
  const shown = problem ? null : applyTemplate(template, rows[row % rows.length]!);
  const change = (parts: Partial<Template>) =>
    setState({
      ...state,
      templates: state.templates.map((one, i) => (i === edited ? { ...one, ...parts } : one)),
    });
  return (
    <div className="workshop-source">
      <p className="workshop-line">
        <label htmlFor={`${id}-set`}>{t('labelledSet')}</label>
        <select
          id={`${id}-set`}
          className="select"
          value={set}
          onChange={(event) => choose(event.currentTarget.value as LabelledSet)}
        >
          {LABELLED_SETS.map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button button-quiet is-small"
          onClick={() => setState(originalOf(language, set))}
        >
          {t('resetTemplates')}
        </button>
      </p>
      <ol className="template-list" aria-label={t('templateList')}>
        {state.templates.map((one, i) => (
          // Templates stay in their places.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={i} className={i === edited ? 'is-edited' : undefined}>
            <label className="template-box">
              <input
                type="checkbox"
                aria-label={t('useTemplate', { number: i + 1 })}
                checked={!state.off.includes(i)}
                onChange={(event) => {
                  const off = state.off.filter((place) => place !== i);
                  setState({ ...state, off: event.currentTarget.checked ? off : [...off, i] });
                }}
              />
            </label>
            <button
              type="button"
              className="template-button"
              aria-label={t('editTemplate', { number: i + 1 })}
              aria-pressed={i === edited}
              onClick={() => setEdited(i)}
            >
              {one.prompt || '∅'}
            </button>
            {templateProblem(one, set) === null && !hasOneAnswer(one) && (
              <span className="hint template-inverse">{t('inverse')}</span>
            )}
          </li>
        ))}
      </ol>
      <div className="workshop-fields">
        <label htmlFor={`${id}-prompt`}>{t('templatePrompt')}</label>
        <input
          id={`${id}-prompt`}
          className="text-input"
          value={template.prompt}
          onChange={(event) => change({ prompt: event.currentTarget.value })}
        />
        <label htmlFor={`${id}-response`}>{t('templateResponse')}</label>
        <input
          id={`${id}-response`}
          className="text-input"
          value={template.response}
          onChange={(event) => change({ response: event.currentTarget.value })}
        />
      </div>
      {problem ? (
        <p className="note note-warn" role="alert">
          {t(PROBLEMS[problem], { names: names.join(' ') })}
        </p>
      ) : (
        <p className="hint">{t(HINTS[set] ?? 'placeholders')}</p>
      )}
      <div className="workshop-preview">
        <p className="workshop-line">
          {shown && (
            <>
              <b>{t('preview')}</b>
              <span className="hint">{t('row', { row: (row % rows.length) + 1, rows: rows.length })}</span>
              <button
                type="button"
                className="button is-small"
                aria-label={t('previous')}
                onClick={() => setRow((row + rows.length - 1) % rows.length)}
              >
                ◂
              </button>
              <button
                type="button"
                className="button is-small"
                aria-label={t('next')}
                onClick={() => setRow((row + 1) % rows.length)}
              >
                ▸
              </button>
            </>
          )}
          {toHand}
        </p>
        {shown && (
          <>
            <p className="workshop-said">{promptOf(shown)}</p>
            <p className="workshop-said is-answer">→ {responseOf(shown)}</p>
          </>
        )}
      </div>
    </div>
  );
}
