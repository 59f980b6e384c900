/** @file Words of enlarging. */
import { catalogue } from '../language.ts';

export const enlargeTexts = catalogue({
  zh: { enlarge: '放大（Z）', shrink: '缩小（Z 或 Esc）' },
  en: { enlarge: 'Enlarge (Z)', shrink: 'Put back (Z or Esc)' },
});
