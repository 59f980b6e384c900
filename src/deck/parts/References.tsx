/** @file `<References />`: every work the lesson cites, in one list for the last handout. */
import { useText } from '../../page/language.ts';
import { type Reference, references } from '../references.ts';
import { slideTexts } from './texts.ts';

const SORTED: readonly Reference[] = Object.values(references).sort((a, b) =>
  a.authors.localeCompare(b.authors, 'en'),
);

export function References() {
  const t = useText(slideTexts);
  return (
    <section className="references">
      <h3>{t('references')}</h3>
      <ul lang="en">
        {SORTED.map(({ authors, year, title, url }) => (
          <li key={url}>
            {authors} {year}.{' '}
            <a href={url} target="_blank" rel="noreferrer">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
