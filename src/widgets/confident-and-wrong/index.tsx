/**
 * @file Confident and wrong: four things that SFT cannot do, each as two runs that differ in one thing. Invented
 * subjects and "I don't know"; facts that pretraining never saw (after Gekhman et al. 2024); surface without facts; a
 * task left out of the data.
 */

import { useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { LIMITS } from '../../recipes/defaults.ts';
import { Choice } from '../parts/Choice.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import type { WidgetProps } from '../types.ts';
import { Experiment } from './Experiment.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './confident-and-wrong.css';

const ID = 'confident-and-wrong';

export default function ConfidentAndWrong(props: WidgetProps) {
  const t = useText(texts);
  const [values, set] = useParams(ID);
  const { limit } = values;
  return (
    <section className="widget confident-and-wrong" aria-label={t('name')}>
      <Hideable name="limit">
        <Choice
          label={t('limits')}
          quietLabel
          value={limit}
          options={LIMITS.map((value) => ({ value, label: t(value) }))}
          onChange={(chosen) => set({ limit: chosen })}
        />
      </Hideable>
      {/* Each limit has runs of its own; they stay in the store when another is looked at. */}
      <Experiment key={limit} limit={limit} values={values} set={set} {...props} />
    </section>
  );
}
