/** @file The real token nearest to each learned vector, before training and now. */
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { Choice } from '../parts/Choice.tsx';
import type { ShownRun } from '../parts/shown-run.ts';
import { promptEnds } from './results.ts';
import { texts } from './texts.ts';

export function Nearest({ run }: { run: ShownRun | undefined }) {
  const t = useText(texts);
  const [when, setWhen] = useShared<'start' | 'end'>('soft-prompts.when', 'end');
  const ends = promptEnds(run);
  const shown = when === 'start' ? ends[0] : ends[ends.length - 1];
  if (!shown) return <p className="empty">{t('noNearest')}</p>;
  const last = ends[ends.length - 1]!;
  return (
    <div className="nearest">
      <Choice
        label={t('when')}
        value={when}
        options={[
          { value: 'start', label: t('start') },
          { value: 'end', label: t('end', { step: last.step }) },
        ]}
        onChange={setWhen}
      />
      <p className="hint">{t('nearestIntro', { length: shown.prompt.meanLength.toFixed(2) })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys. */}
      <section className="nearest-table" aria-label={t('nearest')} tabIndex={0} data-keys="own">
        <table className="data-table">
          <caption className="visually-hidden">{t('nearest')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('place')}</th>
              <th scope="col">{t('token')}</th>
              <th scope="col" className="number">
                {t('cosine')}
              </th>
              <th scope="col" className="number">
                {t('distance')}
              </th>
              <th scope="col">{t('others')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.prompt.tokens.map(({ nearest: [first, ...rest] }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a virtual token is its place.
              <tr key={i}>
                <th scope="row">{i + 1}</th>
                <td className="nearest-token">{visible(first?.text ?? '')}</td>
                <td className="number">{first?.cosine.toFixed(2)}</td>
                <td className="number">{first?.distance.toFixed(2)}</td>
                <td>{rest.map(({ text, cosine }) => `${visible(text)} ${cosine.toFixed(2)}`).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

/** Spaces and line ends that one can see. */
function visible(text: string): string {
  return text.replaceAll(' ', '␣').replaceAll('\n', '⏎') || '␣';
}
