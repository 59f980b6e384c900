/** @file Reads the outline of a chapter from its MDX: ids, titles, steps, widgets, words. */
import { createProcessor } from '@mdx-js/mdx';
import { type Language, otherLanguage } from '../../page/language.ts';
import { glossary } from '../glossary.ts';
import type { Outline, SearchEntry } from '../lesson.ts';
import { remarkComputed } from './computed.ts';
import type { MarkdownNode } from './formula.ts';
import { syntaxPlugins } from './options.ts';
import { attributeOf, elementsNamed, hasAttribute } from './slides.ts';

interface ChapterSource {
  /** File name without `.mdx`. */
  id: string;
  source: string;
}

interface ReadSlide {
  id: string;
  title: string;
  layout: string;
  steps: number;
  widgets: string[];
  /** Every element name on the slide in reading order, for the parity test. */
  elements: string[];
  notesMinutes: number[];
  /** The notes say `optional`: the core path leaves the slide out. */
  optional: boolean;
  /** Ids of the glossary's terms on the slide. */
  terms: string[];
  text: string;
  notes: string;
}

export interface ReadChapter {
  id: string;
  title: string;
  slides: ReadSlide[];
  /** Element names of the handout, as of a slide. */
  handout: string[];
  handoutTitle: string;
  /** Words of the handout, its exercises left out. */
  handoutText: string;
  exercises: { id: string; question: string; text: string }[];
}

class SlideSourceError extends Error {
  override name = 'SlideSourceError';
}

const SPOKEN_ATTRIBUTES = new Set([
  'title',
  'question',
  'label',
  'answer',
  'summary',
  'why',
  'axis',
  'prompt',
]);

/** The words of a subtree, notes left out: paragraphs, formulas as TeX, and attributes that a reader sees. */
function words(node: MarkdownNode, without: ReadonlySet<string> = new Set(['Notes'])): string[] {
  if (node.name && without.has(node.name)) return [];
  const own = node.value && !node.type.startsWith('mdx') ? [node.value] : [];
  if (node.name === 'Computed') return [attributeOf(node, 'value') ?? ''];
  const attributes = (node.attributes ?? [])
    .filter((attribute) => attribute.name && SPOKEN_ATTRIBUTES.has(attribute.name))
    .map((attribute) => (typeof attribute.value === 'string' ? attribute.value : ''));
  return [...attributes, ...own, ...(node.children ?? []).flatMap((child) => words(child, without))];
}

function elementNames(node: MarkdownNode): string[] {
  const below = (node.children ?? []).flatMap(elementNames);
  return node.type.startsWith('mdxJsx') && node.name ? [node.name, ...below] : below;
}

function tidy(parts: string[]): string {
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

function wordsBelow(nodes: readonly MarkdownNode[], without?: ReadonlySet<string>): string {
  return tidy(nodes.flatMap(({ children = [] }) => children.flatMap((child) => words(child, without))));
}

export function readChapter({ id, source }: ChapterSource): ReadChapter {
  const tree = createProcessor({ remarkPlugins: syntaxPlugins }).parse(source) as unknown as MarkdownNode;
  remarkComputed()(tree);
  const title = elementsNamed(tree, 'Chapter').map((node) => attributeOf(node, 'title'))[0];
  if (!title) throw new SlideSourceError(`${id}: no <Chapter title="…" />`);
  const slides = elementsNamed(tree, 'Slide').map((slide): ReadSlide => {
    const slideId = attributeOf(slide, 'id');
    const slideTitle = attributeOf(slide, 'title');
    if (!slideId || !slideTitle) throw new SlideSourceError(`${id}: a <Slide> without id or title`);
    const notes = elementsNamed(slide, 'Notes');
    return {
      id: slideId,
      title: slideTitle,
      layout: attributeOf(slide, 'layout') ?? 'prose',
      steps: elementsNamed(slide, 'Step').length,
      widgets: elementsNamed(slide, 'Widget').map((widget) => attributeOf(widget, 'name') ?? ''),
      elements: elementNames(slide),
      terms: elementsNamed(slide, 'Term').map((term) => attributeOf(term, 'id') ?? ''),
      notesMinutes: notes.map((node) => Number(attributeOf(node, 'minutes') ?? 0)),
      optional: notes.some((node) => hasAttribute(node, 'optional')),
      text: wordsBelow([slide]),
      notes: wordsBelow(notes),
    };
  });
  const handouts = elementsNamed(tree, 'Handout');
  return {
    id,
    title,
    slides,
    handout: handouts.flatMap(elementNames),
    handoutTitle: handouts.map((node) => attributeOf(node, 'title') ?? '').join(' '),
    handoutText: wordsBelow(handouts, new Set(['Exercise'])),
    exercises: elementsNamed(tree, 'Exercise').map((node) => ({
      id: attributeOf(node, 'id') ?? '',
      question: attributeOf(node, 'question') ?? '',
      text: wordsBelow([node]),
    })),
  };
}

/** Joins the editions; the Chinese one sets the order. A slide missing in English keeps its Chinese title. */
export function joinOutline(zh: readonly ReadChapter[], en: readonly ReadChapter[]): Outline {
  const english = new Map(en.flatMap((chapter) => chapter.slides.map((slide) => [slide.id, slide] as const)));
  const englishChapters = new Map(en.map((chapter) => [chapter.id, chapter.title] as const));
  return {
    chapters: zh.map(({ id, title }) => ({ id, title: { zh: title, en: englishChapters.get(id) ?? title } })),
    slides: zh.flatMap((chapter) =>
      chapter.slides.map((slide) => ({
        id: slide.id,
        chapter: chapter.id,
        title: { zh: slide.title, en: english.get(slide.id)?.title ?? slide.title },
        steps: slide.steps,
        widgets: slide.widgets,
        minutes: slide.notesMinutes.reduce((sum, minutes) => sum + minutes, 0),
        optional: slide.optional,
      })),
    ),
  };
}

export function searchEntries(language: Language, chapters: readonly ReadChapter[]): SearchEntry[] {
  const slides = chapters.flatMap((chapter) => chapter.slides);
  const ofChapters = chapters.flatMap((chapter): SearchEntry[] => {
    const last = { language, slide: chapter.slides.at(-1)!.id };
    return [
      ...chapter.slides.map(
        ({ id, title, text }): SearchEntry => ({ kind: 'slide', id, language, title, text, slide: id }),
      ),
      ...(chapter.handoutText === ''
        ? []
        : [
            {
              kind: 'handout' as const,
              id: chapter.id,
              title: chapter.handoutTitle,
              text: chapter.handoutText,
              ...last,
            },
          ]),
      ...chapter.exercises.map(
        ({ id, question, text }): SearchEntry => ({ kind: 'exercise', id, title: question, text, ...last }),
      ),
    ];
  });
  const terms = Object.entries(glossary).map(([id, { name, text }]): SearchEntry => {
    const other = otherLanguage(language);
    const slide = slides.find((read) => read.terms.includes(id)) ?? slides[0]!;
    return {
      kind: 'term',
      id,
      language,
      // Either name finds the term.
      title: name[other] === name[language] ? name[language] : `${name[language]} · ${name[other]}`,
      text: text[language],
      slide: slide.id,
    };
  });
  return [...ofChapters, ...terms];
}
