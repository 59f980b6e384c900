/** @file The six sections of the chapter with their slides, in the order of the talk. */
interface Section {
  id: 'why' | 'sft' | 'cost' | 'peft' | 'lora' | 'wrap';
  slides: readonly string[];
}

export const SECTIONS: readonly Section[] = [
  { id: 'why', slides: ['why-tune', 'what-changes', 'why-works'] },
  {
    id: 'sft',
    slides: [
      'instruction-tuning',
      'misalignment',
      'sft',
      'data-sources',
      'data-quality',
      'sft-limits',
      'alignment-place',
      'rlhf-later',
    ],
  },
  { id: 'cost', slides: ['too-expensive'] },
  { id: 'peft', slides: ['peft', 'peft-families', 'soft-prompts'] },
  { id: 'lora', slides: ['lora-idea', 'lora-inside', 'lora-sweep', 'adapters'] },
  { id: 'wrap', slides: ['pipeline', 'tasks', 'difference', 'takeaways', 'closing'] },
];
