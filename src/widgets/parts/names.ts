/** @file What readers call each widget. */
import { catalogue } from '../../runs/language.ts';

export const widgetNames = catalogue({
  zh: { 'complete-or-answer': '续写还是回答', 'sft-live': 'SFT 现场', 'lora-lab': 'LoRA 实验台' },
  en: { 'complete-or-answer': 'Complete or answer', 'sft-live': 'SFT live', 'lora-lab': 'LoRA lab' },
});

/** A widget's name in the given texts, or its id. */
export function widgetName(texts: Readonly<Record<string, string>>, id: string): string {
  return texts[id] ?? id;
}
