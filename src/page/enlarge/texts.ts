/** @file Words of enlarging. */
import { catalogue } from '../language.ts';

export const enlargeTexts = catalogue({
  zh: { shrink: '缩小（Z 或 Esc）' },
  en: { shrink: 'Put back (Z or Esc)' },
});
