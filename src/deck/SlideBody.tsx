/**
 * @file The words of one slide. A chapter's MDX renders all of its slides; `Slide` lets only the one through
 * whose scope it is in, which keeps one file per chapter and one mounted tree per slide.
 */
import { useLanguage, useText } from '../page/language.ts';
import { useChapter } from './chapters.ts';
import { type SlideScope, SlideScopeValue, useDeckContext } from './context.ts';
import { parts } from './parts/index.ts';
import { deckTexts } from './text.ts';

export function SlideBody(scope: Omit<SlideScope, 'language'>) {
  const { lesson } = useDeckContext();
  const wanted = useLanguage();
  const t = useText(deckTexts);
  const { component: Chapter, language, failed, retry } = useChapter(lesson, wanted, scope.slide.chapter);
  if (!Chapter) {
    return (
      <div className="slide-box scale">
        <h2 className="slide-title" id={`${scope.slide.id}-title`}>
          {scope.slide.title[wanted]}
        </h2>
        {failed ? (
          <p role="alert">
            {t('chapterFailed')}{' '}
            <button type="button" className="button" onClick={retry}>
              {t('retry')}
            </button>
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <SlideScopeValue value={{ ...scope, language }}>
      <Chapter components={parts} />
    </SlideScopeValue>
  );
}
