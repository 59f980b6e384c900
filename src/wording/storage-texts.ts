/** @file Why results cannot be saved, one sentence each. */
import { catalogue } from '../page/language.ts';
import type { StorageProblem } from '../page/storage/storage.ts';

export const storageTexts = catalogue({
  zh: {
    unavailable: '这个浏览器不保存数据：关掉页面，训练结果就没有了。',
    full: '浏览器的存储空间满了，新的结果没有保存；训练照常进行。删掉一些训练，再试一次。',
    blocked: '另一个标签页还开着本页的旧版本，结果暂时无法保存。关掉或刷新那个标签页，这里会自动继续保存。',
    outdated: '本页已在另一个标签页更新，这里的结果不再保存。训练结束后请刷新这个标签页。',
    cleared: '浏览器里保存的数据被清除了。本页还记得的训练已重新保存，以前训练的权重没有了。',
    broken: '结果没能保存到浏览器里；训练照常进行。',
  },
  en: {
    unavailable: 'This browser keeps no data: when the page is closed, the results are gone.',
    full: 'The browser’s storage is full, so new results are not saved; training goes on. Delete some runs and try again.',
    blocked:
      'Another tab shows an older version of this page, so nothing can be saved yet. Close or reload that tab; saving then continues by itself.',
    outdated:
      'Another tab shows a newer version of this page, so results here are no longer saved. Reload this tab when training has ended.',
    cleared:
      'The data stored in the browser was deleted. The runs that this page still knows are saved again; weights of earlier runs are gone.',
    broken: 'The results could not be saved in the browser; training goes on.',
  },
} satisfies Record<'zh' | 'en', Record<StorageProblem, string>>);
