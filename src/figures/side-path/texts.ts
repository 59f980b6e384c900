/** @file Words of the figure of LoRA's side path. */
import { catalogue } from '../../page/language.ts';

export const sidePathTexts = catalogue({
  zh: {
    name: '{matrix} 的旁路',
    merge: '合并',
    apart:
      'x 同时经过冻结的 W₀（{out} × {in}）和旁路：先乘 A（{r} × {in}），再乘 B（{out} × {r}），再乘 α/r = {scale}；两路相加得到 h。',
    merged: '合并以后只剩一个矩阵 W = W₀ + {scale} BA（{out} × {in}）：h = W x，没有额外的计算。',
  },
  en: {
    name: 'Side path of {matrix}',
    merge: 'Merge',
    apart:
      'x passes the frozen W₀ ({out} × {in}) and the side path: A ({r} × {in}), then B ({out} × {r}), times α/r = {scale}; h is the sum of both.',
    merged:
      'After the merge there is one matrix, W = W₀ + {scale} BA ({out} × {in}): h = W x, without further computation.',
  },
});
