/**
 * @file One term for each notion, in both languages, and the variants that neither slides nor catalogues use.
 * `terms.test.ts` holds them to it.
 */
import type { Language } from '../src/page/language.ts';

export interface TermRule {
  /** The term in slides and catalogues. */
  term: Readonly<Record<Language, string>>;
  /** Terms that none of them uses. */
  never: Readonly<Partial<Record<Language, RegExp>>>;
}

export const termRules: readonly TermRule[] = [
  { term: { zh: '基座（模型）', en: 'base (model)' }, never: { zh: /底座|基础模型/ } },
  {
    term: { zh: '输出层', en: 'output layer' },
    never: { zh: /输出头|只调头/, en: /\boutput heads?\b|\bhead tuning\b|\bhead-only\b/i },
  },
  { term: { zh: '主干', en: 'body' }, never: { zh: /主体/ } },
  { term: { zh: '实体', en: 'entity' }, never: { zh: /主语|主体/, en: /\bsubjects\b/i } },
  { term: { zh: '自然语言推理', en: 'natural language inference' }, never: { zh: /推断/ } },
  { term: { zh: '摘要', en: 'summary' }, never: { zh: /总结(?!：)/ } },
  { term: { zh: '完全匹配率', en: 'exact match' }, never: { zh: /答对率|(?<!完全)匹配率/ } },
  { term: { zh: '词元', en: 'token' }, never: { zh: /逐词(?!元)|猜下一个/ } },
  { term: { zh: '词嵌入', en: 'embedding' }, never: { zh: /词向量/, en: /\bword vectors?\b/i } },
  { term: { zh: '适配器', en: 'adapter' }, never: { zh: /Adapter(?![HL])/ } },
  { term: { zh: '最后几层', en: 'last layers' }, never: { zh: /顶上/, en: /\btop layers\b/i } },
  { term: { zh: '参考回答', en: 'reference answer' }, never: { zh: /标准(回答|输出)/ } },
  { term: { zh: '流程', en: 'pipeline' }, never: { zh: /流水线/ } },
  {
    term: { zh: '注入新知识', en: 'injecting new knowledge' },
    never: { zh: /灌|喂|口粮/, en: /\bdiets?\b|\bfed\b/i },
  },
  { term: { zh: '符合人的期望', en: 'what people want' }, never: { zh: /合意/ } },
  {
    term: { zh: '微调', en: 'fine-tuning' },
    never: {
      en: /(?<!fine-|prompt |prefix |instruction |P-|bias |norm )\btuning\b|(?<!fine-|instruction-)\b(?:un)?tuned\b/i,
    },
  },
  { term: { zh: '昂贵', en: 'expensive' }, never: { en: /\bdear(?:er|est)?\b/i } },
  { term: { zh: '小模型', en: 'small model' }, never: { en: /\btiny\b/i } },
];
