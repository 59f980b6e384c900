/** @file What every catalogue must be: complete in both languages, with the same holes. For tests. */
import type { Catalogue } from '../language.ts';

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

/** Faults found, one line each; empty where the catalogue is sound. */
export function catalogueFaults(texts: Catalogue<string>): string[] {
  const keys = new Set([...Object.keys(texts.zh), ...Object.keys(texts.en)]);
  return [...keys].flatMap((key) => {
    const { zh, en } = { zh: texts.zh[key], en: texts.en[key] };
    if (zh === undefined || zh.trim() === '') return [`${key}: no Chinese`];
    if (en === undefined || en.trim() === '') return [`${key}: no English`];
    const faults: string[] = [];
    if (holes(zh).join() !== holes(en).join()) faults.push(`${key}: holes differ`);
    if (/[\u4e00-\u9fff]/.test(en)) faults.push(`${key}: Chinese in the English text`);
    // A sentence left in English; names such as "LoRA" and symbols may stay.
    if (/[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(zh)) faults.push(`${key}: English in the Chinese text`);
    return faults;
  });
}
