/** @file The stages of alignment: the data of each, its result, and what SFT does not solve. */
import { useText } from '../../page/language.ts';
import { Sequence, type SequenceItem } from '../parts/Sequence.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './alignment-map.css';

const STAGES = [
  { id: 'pretraining', state: 'done' },
  { id: 'sft', state: 'now' },
  { id: 'preference', state: 'later' },
  { id: 'alignment', state: 'later' },
] as const;

export default function AlignmentMap() {
  const t = useText(texts);
  const items = STAGES.map(
    ({ id, state }): SequenceItem => ({
      id,
      state,
      title: t(id),
      body: (
        <>
          <span className={`tag stage-${state}`}>{t(state)}</span>
          <dl className="stage">
            <dt>{t('has')}</dt>
            <dd>{t(`${id}Has`)}</dd>
            <dt>{t('gives')}</dt>
            <dd>{t(`${id}Gives`)}</dd>
            {id === 'sft' && (
              <>
                <dt>{t('missing')}</dt>
                <dd>{t('sftMissing')}</dd>
              </>
            )}
          </dl>
        </>
      ),
    }),
  );
  return (
    <section className="widget is-roomy alignment-map" aria-label={t('name')}>
      <Sequence label={t('name')} items={items} />
    </section>
  );
}
