/** @file What the slides cite. Titles stay in the language of the paper. */
export interface Reference {
  authors: string;
  year: number;
  title: string;
  url: string;
}

const arxiv = (id: string) => `https://arxiv.org/abs/${id}`;

export const references = {
  adapters: {
    authors: 'Houlsby et al.',
    year: 2019,
    title: 'Parameter-Efficient Transfer Learning for NLP',
    url: arxiv('1902.00751'),
  },
  aghajanyan: {
    authors: 'Aghajanyan et al.',
    year: 2020,
    title: 'Intrinsic Dimensionality Explains the Effectiveness of Language Model Fine-Tuning',
    url: arxiv('2012.13255'),
  },
  biderman: {
    authors: 'Biderman et al.',
    year: 2024,
    title: 'LoRA Learns Less and Forgets Less',
    url: arxiv('2405.09673'),
  },
  flan: {
    authors: 'Wei et al.',
    year: 2021,
    title: 'Finetuned Language Models Are Zero-Shot Learners',
    url: arxiv('2109.01652'),
  },
  gekhman: {
    authors: 'Gekhman et al.',
    year: 2024,
    title: 'Does Fine-Tuning LLMs on New Knowledge Encourage Hallucinations?',
    url: arxiv('2405.05904'),
  },
  instructgpt: {
    authors: 'Ouyang et al.',
    year: 2022,
    title: 'Training language models to follow instructions with human feedback',
    url: arxiv('2203.02155'),
  },
  intruder: {
    authors: 'Shuttleworth et al.',
    year: 2024,
    title: 'LoRA vs Full Fine-tuning: An Illusion of Equivalence',
    url: arxiv('2410.21228'),
  },
  lester: {
    authors: 'Lester et al.',
    year: 2021,
    title: 'The Power of Scale for Parameter-Efficient Prompt Tuning',
    url: arxiv('2104.08691'),
  },
  lima: {
    authors: 'Zhou et al.',
    year: 2023,
    title: 'LIMA: Less Is More for Alignment',
    url: arxiv('2305.11206'),
  },
  lora: {
    authors: 'Hu et al.',
    year: 2021,
    title: 'LoRA: Low-Rank Adaptation of Large Language Models',
    url: arxiv('2106.09685'),
  },
  oasst: {
    authors: 'Köpf et al.',
    year: 2023,
    title: 'OpenAssistant Conversations',
    url: arxiv('2304.07327'),
  },
  peft: {
    authors: 'Hugging Face',
    year: 2026,
    title: 'PEFT, method comparison on MetaMathQA',
    url: 'https://github.com/huggingface/peft/tree/main/method_comparison',
  },
  prefix: {
    authors: 'Li & Liang',
    year: 2021,
    title: 'Prefix-Tuning: Optimizing Continuous Prompts for Generation',
    url: arxiv('2101.00190'),
  },
  ptuning: {
    authors: 'Liu et al.',
    year: 2021,
    title: 'P-Tuning v2: Prompt Tuning Can Be Comparable to Fine-tuning Universally Across Scales and Tasks',
    url: arxiv('2110.07602'),
  },
  qlora: {
    authors: 'Dettmers et al.',
    year: 2023,
    title: 'QLoRA: Efficient Finetuning of Quantized LLMs',
    url: arxiv('2305.14314'),
  },
  rslora: {
    authors: 'Kalajdzievski',
    year: 2023,
    title: 'A Rank Stabilization Scaling Factor for Fine-Tuning with LoRA',
    url: arxiv('2312.03732'),
  },
  regret: {
    authors: 'Schulman & Thinking Machines',
    year: 2025,
    title: 'LoRA Without Regret',
    url: 'https://thinkingmachines.ai/blog/lora/',
  },
  selfinstruct: {
    authors: 'Wang et al.',
    year: 2022,
    title: 'Self-Instruct: Aligning Language Models with Self-Generated Instructions',
    url: arxiv('2212.10560'),
  },
  alpaca: {
    authors: 'Taori et al.',
    year: 2023,
    title: 'Stanford Alpaca',
    url: 'https://github.com/tatsu-lab/stanford_alpaca',
  },
  zero: {
    authors: 'Rajbhandari et al.',
    year: 2019,
    title: 'ZeRO: Memory Optimizations Toward Training Trillion Parameter Models',
    url: arxiv('1910.02054'),
  },
} as const satisfies Record<string, Reference>;

export type ReferenceId = keyof typeof references;
