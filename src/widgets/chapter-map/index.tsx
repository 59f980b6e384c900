/** @file The chapter's six sections, each with its question and links to its slides. */
import { useContext } from 'react';
import { DeckContextValue } from '../../deck/context.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { Sequence } from '../parts/Sequence.tsx';
import { SECTIONS } from './sections.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';

export default function ChapterMap() {
  const t = useText(texts);
  const language = useLanguage();
  const slides = useContext(DeckContextValue)?.lesson.outline.slides ?? [];
  const items = SECTIONS.map(({ id, slides: ids }) => {
    const shown = ids.map((slideId) => slides.find((slide) => slide.id === slideId));
    const minutes = shown.reduce((sum, slide) => sum + (slide?.minutes ?? 0), 0);
    return {
      id,
      title: t(id),
      body: (
        <>
          <p>{t(`${id}Question`)}</p>
          <ul className="slide-links">
            {ids.map((slideId, i) => (
              <li key={slideId}>
                <a href={`#${slideId}`}>{shown[i]?.title[language] ?? slideId}</a>
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
      <Sequence label={t('name')} items={items} />
    </section>
  );
}
