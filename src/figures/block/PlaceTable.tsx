/** @file The figure of a block as a table: place, way, trained numbers. */
import { formatCount } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import type { Mark, Place } from './places.ts';
import { type BlockText, blockTexts } from './texts.ts';

/** q, k and the like are called the same in both languages. */
export function placeName(place: Place, t: (key: BlockText) => string): string {
  return place in blockTexts.zh ? t(place as BlockText) : place;
}

export function PlaceTable({ marks, name }: { marks: readonly Mark[]; name: string }) {
  const t = useText(blockTexts);
  return (
    <table className="data-table">
      <caption className="visually-hidden">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('place')}</th>
          <th scope="col">{t('way')}</th>
          <th scope="col" className="number">
            {t('perBlock')}
          </th>
          <th scope="col" className="number">
            {t('total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {marks.map(({ place, way, parameters, layers }) => (
          <tr key={`${place} ${way}`}>
            <th scope="row">{placeName(place, t)}</th>
            <td>{t(way)}</td>
            <td className="number">{layers.length > 0 ? formatCount(parameters / layers.length) : '—'}</td>
            <td className="number">{formatCount(parameters)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
