/**
 * @file Style, measured: how long an answer is, how polite, whether it gives a reason. A nearest-centroid classifier
 * (Rocchio) on these features, fitted on the three diets' training halves, says which diet an answer reads like.
 */
import type { Language, World } from '../world/index.ts';
import { DIETS, type Diet, dietExamples } from './sources.ts';

/** Words that mark politeness and reasons. */
const MARKERS: Record<Language, { polite: readonly string[]; reason: readonly string[] }> = {
  zh: {
    polite: ['您', '请', '谢谢', '希望', '对不起', '你好', '不客气', '很高兴'],
    reason: ['因为', '所以', '由于', '因此'],
  },
  en: {
    polite: ['please', 'hello', 'thank', 'hope', 'sorry', 'welcome', 'nice'],
    reason: ['because', 'since', 'so that', 'therefore'],
  },
};

export interface Style {
  /** Characters in Chinese, words in English. */
  length: number;
  /** Different politeness markers. */
  politeness: number;
  /** Different reason markers. */
  reasons: number;
  /** True where it ends as a sentence does. */
  sentence: boolean;
}

function count(text: string, markers: readonly string[], language: Language): number {
  const words = text.toLowerCase();
  const has = (marker: string) =>
    language === 'zh' ? words.includes(marker) : new RegExp(`\\b${marker}`).test(words);
  return markers.filter(has).length;
}

export function styleOf(text: string, language: Language): Style {
  const words = text.trim();
  return {
    length: language === 'zh' ? [...words].length : words.split(/\s+/).filter(Boolean).length,
    politeness: count(words, MARKERS[language].polite, language),
    reasons: count(words, MARKERS[language].reason, language),
    sentence: /[。.!！？?]$/.test(words),
  };
}

/** Features on like scales: a doubling of length, a marker, an end of sentence each weigh about one. */
function features({ length, politeness, reasons, sentence }: Style): number[] {
  return [Math.log2(1 + length), Math.min(2, politeness), Math.min(1, reasons) * 2, sentence ? 1 : 0];
}

export interface StyleClassifier {
  /** The diet whose mean style is nearest. */
  classify(text: string): Diet;
}

/** Fitted on the training halves of the diets. */
export function fitStyles(world: World): StyleClassifier {
  const centroids = DIETS.map((diet) => {
    const rows = dietExamples(world, diet)
      .filter(({ split }) => split === 'train')
      .map(({ response }) => features(styleOf(response, world.language)));
    return rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
  });
  return {
    classify(text) {
      const point = features(styleOf(text, world.language));
      const distances = centroids.map((center) =>
        center.reduce((sum, value, i) => sum + (value - point[i]!) ** 2, 0),
      );
      return DIETS[distances.indexOf(Math.min(...distances))]!;
    },
  };
}

/** Mean style of several answers. */
export function meanStyle(
  texts: readonly string[],
  language: Language,
): Record<'length' | 'politeness' | 'reasons', number> {
  const styles = texts.map((text) => styleOf(text, language));
  const mean = (value: (style: Style) => number) =>
    styles.reduce((sum, style) => sum + value(style), 0) / Math.max(1, styles.length);
  return {
    length: mean(({ length }) => length),
    politeness: mean(({ politeness }) => politeness),
    reasons: mean(({ reasons }) => reasons),
  };
}
