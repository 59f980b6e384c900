/** @file Words around the questions. */
import { catalogue } from '../../page/language.ts';

export const texts = catalogue({
  zh: {
    name: '结课小测',
    progress: '第 {n}/{total} 题',
    right: '对。',
    wrong: '再想想。',
    next: '下一题',
    previous: '上一题',
    again: '重做',
    score: '{total} 题里第一次就答对 {right} 题。',
  },
  en: {
    name: 'Closing quiz',
    progress: 'Question {n} of {total}',
    right: 'Right.',
    wrong: 'Think again.',
    next: 'Next',
    previous: 'Back',
    again: 'Start over',
    score: '{right} of {total} right at the first try.',
  },
});
