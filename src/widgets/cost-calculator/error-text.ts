/** @file A `CostError` as one sentence in the reader's language. */
import { CostError, type CostErrorCode } from '../../costs/index.ts';
import { catalogue, fill, type Language } from '../../page/language.ts';
import { TooLongError } from './pasted.ts';

const sentences = catalogue<CostErrorCode | 'tooLong' | 'notJson' | 'other'>({
  zh: {
    tooLong: '这段文字有 {value} 个字符，不会是 {place}。请只粘贴这一个文件的内容。',
    notAnObject: '{place} 应该是一个 JSON 对象，现在是 {value}。',
    missingField: '{place} 里缺少 {field}。',
    wrongType: '{field} 的类型不对：{value}。',
    outOfRange: '{field} 应该是 {min} 到 {max} 之间的整数，现在是 {value}。',
    contradiction: '{field} 与 {other} 矛盾：{value} 对 {otherValue}。',
    unknownArchitecture: '这里不认识 model_type {value}。认识的有：{choices}。',
    unknownMethod: '这里不认识 peft_type {value}。认识的有：{choices}。',
    unknownChoice: '{field} 只能是 {choices}，现在是 {value}。',
    unmatchedTarget: '{field} 里的 {value} 在这个模型里一个模块也没对上。',
    unsupportedTarget: '{field} 对上了 {value}，这个方法改不了这种模块。',
    unsupportedField: '{field} 会改变参数个数，这里还不会算：{value}。',
    badPattern: '{field} 在 Python 里也不是合法的正则表达式：{value}（出在 {construct}）。',
    unsupportedPattern:
      '{field} 里用了 {construct}，Python 认得，浏览器的正则表达式说不出来：请换个写法，或者直接列出模块名。',
    notJson: '这段文字不是 JSON：{value}。',
    other: '算不出来：{value}。',
  },
  en: {
    tooLong: 'This text of {value} characters is no {place}. Paste the content of that one file.',
    notAnObject: 'The {place} should be a JSON object, not {value}.',
    missingField: 'The {place} lacks {field}.',
    wrongType: '{field} has the wrong type: {value}.',
    outOfRange: '{field} should be a whole number from {min} to {max}, not {value}.',
    contradiction: '{field} contradicts {other}: {value} against {otherValue}.',
    unknownArchitecture: 'model_type {value} is not known here. Known are: {choices}.',
    unknownMethod: 'peft_type {value} is not known here. Known are: {choices}.',
    unknownChoice: '{field} must be one of {choices}, not {value}.',
    unmatchedTarget: '{value} in {field} matches no module of this model.',
    unsupportedTarget: '{field} matches {value}, which this method cannot adapt.',
    unsupportedField: '{field} changes the count in a way not covered here: {value}.',
    badPattern: '{field} is no regular expression in Python either: {value} (at {construct}).',
    unsupportedPattern:
      '{field} uses {construct}, which Python reads and a browser’s regular expressions cannot say: write it another way, or list the modules.',
    notJson: 'This text is not JSON: {value}.',
    other: 'It cannot be computed: {value}.',
  },
});

const places = catalogue({
  zh: { config: 'config.json', peft: 'adapter_config.json', options: '训练设置' },
  en: { config: 'config.json', peft: 'adapter_config.json', options: 'training settings' },
});

/** A missing value of a placeholder is written as a dash. */
const MISSING_VALUES = {
  value: '–',
  min: '–',
  max: '–',
  other: '–',
  otherValue: '–',
  choices: '–',
  construct: '–',
};

export function errorText(error: unknown, language: Language): string {
  if (error instanceof CostError) {
    const place = places[language][error.place];
    return fill(sentences[language][error.code], {
      ...MISSING_VALUES,
      ...error.values,
      field: error.field,
      place,
    });
  }
  if (error instanceof TooLongError) {
    const { place, characters } = error;
    return fill(sentences[language].tooLong, { place: places[language][place], value: characters });
  }
  if (error instanceof SyntaxError) return fill(sentences[language].notJson, { value: error.message });
  return fill(sentences[language].other, { value: error instanceof Error ? error.message : String(error) });
}
