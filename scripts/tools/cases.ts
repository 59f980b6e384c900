/** @file The runs that the tools repeat: every method, mask, schedule and optimizer that they have. */
import type { Conversation } from '../../src/data/conversation.ts';
import type { ToolId } from '../../src/exports/gaps.ts';
import type { MethodSpec } from '../../src/peft/spec.ts';
import { CONTENDERS } from '../../src/recipes/contenders.ts';
import { DEFAULT_LORA, DEFAULT_LORA_RATE, DEFAULT_SGD, makeSpec } from '../../src/recipes/defaults.ts';
import type { RunSpec } from '../../src/train/spec.ts';

const STEPS = 20;
const EVERY: readonly ToolId[] = ['trl', 'llamafactory', 'axolotl', 'mlx'];

export interface ToolCase {
  id: string;
  spec: RunSpec;
  /** Tools whose curve must be the page's. */
  tools: readonly ToolId[];
}

/** Several turns, a system text, and signs that YAML, Python and a shell read as their own. */
const TALKS: Conversation[] = Array.from({ length: 24 }, (_, i) => ({
  ...(i % 2 === 0 && { system: 'You are {{ bos_token }} "kind": $HOME' }),
  turns: [
    { role: 'user', content: `What is ${i}? '"\\ # - [x] %d {% raw %}` },
    { role: 'assistant', content: `The number ${i}.\nYes` },
    { role: 'user', content: 'And one more? ```' },
    { role: 'assistant', content: `It is ${i + 1}: <b> !!` },
  ],
}));

const lora = (more: Partial<typeof DEFAULT_LORA> = {}, spec: Parameters<typeof makeSpec>[0] = {}) =>
  makeSpec({
    method: { ...DEFAULT_LORA, ...more },
    learningRate: DEFAULT_LORA_RATE,
    steps: STEPS,
    ...spec,
  });

function others(): ToolCase[] {
  const done = new Set(['full', 'lora']);
  return CONTENDERS.filter(({ id, method }) => {
    const unseen = !done.has(id) && !(method.name === 'prefix' && method.projection !== null);
    done.add(id);
    return unseen;
  }).map(({ id, method, learningRate }) => ({
    id,
    spec: makeSpec({ method: method as MethodSpec, learningRate, steps: STEPS }),
    tools: method.name === 'lora' ? ['trl', 'llamafactory'] : ['trl'],
  }));
}

export const TOOL_CASES: readonly ToolCase[] = [
  { id: 'lora', spec: lora(), tools: EVERY },
  {
    id: 'full-cosine',
    spec: makeSpec({ steps: STEPS, schedule: { name: 'cosine', warmupSteps: 5 } }),
    tools: [...EVERY, 'trlSft'],
  },
  {
    id: 'dora-en-linear',
    spec: lora(
      { targets: ['q', 'v', 'up', 'down'], dora: true },
      { model: 'lesson7-en', schedule: { name: 'linear', warmupSteps: 0 } },
    ),
    tools: EVERY,
  },
  {
    id: 'prompt-loss',
    spec: lora({}, { data: { maskPrompt: false } }),
    // LLaMA-Factory divides by one token too many in each row.
    tools: ['trl', 'axolotl', 'mlx'],
  },
  {
    id: 'talks',
    spec: lora({}, { model: 'lesson7-en', data: { mask: 'assistant', examples: TALKS } }),
    tools: EVERY,
  },
  {
    id: 'last-answer',
    spec: lora({}, { model: 'lesson7-en', data: { examples: TALKS } }),
    tools: ['trl', 'llamafactory', 'mlx'],
  },
  { id: 'sgd', spec: { ...lora(), optimizer: DEFAULT_SGD }, tools: EVERY },
  { id: 'random', spec: { ...makeSpec({ steps: STEPS }), init: 'random' }, tools: ['trl'] },
  ...others(),
];
