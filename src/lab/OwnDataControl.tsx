/** @file Training data from the data workshop, stored in this browser or part of a link, in place of a task's own. */
import type { DataSet } from '../data/conversation.ts';
import { useLanguage, useText } from '../page/language.ts';
import { dataMark, isTooLarge, withExamples } from '../recipes/spec-data.ts';
import type { RunSpec } from '../train/spec.ts';
import { useOwnData } from '../widgets/data-workshop/own-data.ts';
import { Choice } from '../widgets/parts/Choice.tsx';
import { fieldName, taskName } from '../wording/field-texts.ts';
import { setSpec } from './form-store.ts';
import { texts } from './texts.ts';

/** The slide of the data workshop. */
const WORKSHOP = '#data-sources';

type Source = 'world' | 'mine' | 'linked';

interface OwnDataControlProps {
  spec: RunSpec;
  /** The link refers to data that this browser does not have. */
  missing: boolean;
}

export function OwnDataControl({ spec, missing }: OwnDataControlProps) {
  const t = useText(texts);
  const language = useLanguage();
  const { data: mine } = useOwnData();
  const { examples, task } = spec.data;
  const linked = examples && dataMark(examples) !== dataMark(mine) ? examples : undefined;
  const lists: Record<Source, DataSet | undefined> = {
    world: undefined,
    mine: mine.length > 0 ? mine : undefined,
    linked,
  };
  const options: { value: Source; label: string }[] = [{ value: 'world', label: t('worldData') }];
  if (lists.mine) options.push({ value: 'mine', label: t('ownData', { count: mine.length }) });
  if (linked) options.push({ value: 'linked', label: t('linkedData', { count: linked.length }) });
  const [before, after = ''] = t(lists.mine ? 'ownEdit' : 'ownNone').split('{workshop}');
  return (
    <div className="lab-own">
      {options.length > 1 && (
        <Choice
          label={fieldName('own', language)}
          value={examples ? (linked ? 'linked' : 'mine') : 'world'}
          options={options}
          onChange={(source) => setSpec(withExamples(spec, lists[source]))}
        />
      )}
      {missing && (
        <p className="note note-warn" role="status">
          {t('ownMissing')}
        </p>
      )}
      {examples && isTooLarge(examples) && <p className="note">{t('ownTooLarge')}</p>}
      <p className="hint">
        {examples && <>{t('ownUsed', { task: taskName(task, language) })} </>}
        {before}
        <a href={WORKSHOP}>{t('workshop')}</a>
        {after}
      </p>
    </div>
  );
}
