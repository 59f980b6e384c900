/** @file Names of the widgets that train, for readers. */
import { catalogue } from '../../page/language.ts';

export const widgetNames = catalogue({
  zh: {
    'complete-or-answer': '续写还是回答',
    'sft-live': 'SFT 现场',
    'lora-lab': 'LoRA 实验台',
    'delta-w-microscope': 'ΔW 显微镜',
    'method-race': '方法对比',
    'forgetting-meter': '遗忘测量',
    'soft-prompts': '软提示',
    sweep: '秩与学习率的扫描',
    lab: '实验台',
    'lab-sweep': '实验台的扫描',
    'mismatch-gallery': '三种错位',
    'pretraining-ablation': '有没有预训练',
    'data-workshop': '数据工坊',
    'three-diets': '三份数据',
    'confident-unknown': '自信地答错',
    'confident-newFacts': '注入新知识',
    'confident-surface': '只学表面',
    'confident-leftOut': '漏掉一个任务',
    'pipeline-sft': '流程中的 SFT',
    'pipeline-peft': '流程中的 LoRA',
  },
  en: {
    'complete-or-answer': 'Complete or answer',
    'sft-live': 'SFT live',
    'lora-lab': 'LoRA lab',
    'delta-w-microscope': 'ΔW microscope',
    'method-race': 'Comparison of methods',
    'forgetting-meter': 'Measuring forgetting',
    'soft-prompts': 'Soft prompts',
    sweep: 'Sweep of rank and rate',
    lab: 'the lab',
    'lab-sweep': 'the lab’s sweep',
    'mismatch-gallery': 'Kinds of misalignment',
    'pretraining-ablation': 'With and without pretraining',
    'data-workshop': 'Data workshop',
    'three-diets': 'Three datasets',
    'confident-unknown': 'Confident and wrong',
    'confident-newFacts': 'New facts',
    'confident-surface': 'Surface only',
    'confident-leftOut': 'A task left out',
    'pipeline-sft': 'SFT in the pipeline',
    'pipeline-peft': 'LoRA in the pipeline',
  },
});

/** A widget's name in the given texts, or its id. */
export function widgetName(texts: Readonly<Record<string, string>>, id: string): string {
  return texts[id] ?? id;
}
