/** @file Words that figures share. */
import { catalogue } from '../page/language.ts';

export const figureTexts = catalogue({
  zh: {
    matrix: '矩阵',
    shape: '形状',
    numbers: '个数',
    state: '训练时',
    frozen: '冻结',
    trained: '训练',
  },
  en: {
    matrix: 'Matrix',
    shape: 'Shape',
    numbers: 'Numbers',
    state: 'In training',
    frozen: 'frozen',
    trained: 'trained',
  },
});
