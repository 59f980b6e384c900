/** @file The chapter as a map: six legs, each with its question and links to its slides. */
import { useContext } from 'react';
import { DeckContextValue } from '../../deck/context.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { Track } from '../parts/Track.tsx';
import { LEGS } from './stations.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';

export default function ChapterMap() {
  const t = useText(texts);
  const language = useLanguage();
  const slides = useContext(DeckContextValue)?.lesson.outline.slides ?? [];
  const stations = LEGS.map(({ id, slides: ids }) => {
    const here = ids.map((slideId) => slides.find((slide) => slide.id === slideId));
    const minutes = here.reduce((sum, slide) => sum + (slide?.minutes ?? 0), 0);
    return {
      id,
      title: t(id),
      body: (
        <>
          <p>{t(`${id}Question`)}</p>
          <ul className="slide-links">
            {ids.map((slideId, i) => (
              <li key={slideId}>
                <a href={`#${slideId}`}>{here[i]?.title[language] ?? slideId}</a>
              </li>
            ))}
          </ul>
          {minutes > 0 && <p className="hint">{t('minutes', { n: minutes })}</p>}
        </>
      ),
    };
  });
  return (
    <section className="widget chapter-map" aria-label={t('name')}>
      <Track label={t('name')} stations={stations} />
    </section>
  );
}
