/** @file The runs that the tools repeat: every method, mask, schedule and optimizer that they have. */
import type { Conversation } from '../../src/data/conversation.ts';
import { CONTENDERS } from '../../src/recipes/contenders.ts';
import { DEFAULT_LORA, DEFAULT_LORA_RATE, DEFAULT_SGD, makeSpec } from '../../src/recipes/defaults.ts';
import type { MethodVariant } from '../../src/recipes/variants.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import type { Trainer } from './trainers.ts';

const STEPS = 20;
const EVERY: readonly Trainer[] = ['trl', 'llamafactory', 'axolotl', 'mlx'];

export interface ToolCase {
  id: string;
  spec: RunSpec;
  /** Tools whose curve must be the page's. */
  tools: readonly Trainer[];
  /** Tools that begin with random numbers of their own: the loss of the first step alone must be the page's. */
  firstStep?: readonly Trainer[];
}

/** Several turns, a system text, and signs that YAML, Python and a shell read as their own. */
const CONVERSATIONS: Conversation[] = Array.from({ length: 24 }, (_, i) => ({
  ...(i % 2 === 0 && { system: 'You are {{ bos_token }} "kind": $HOME' }),
  turns: [
    { role: 'user', content: `What is ${i}? '"\\ # - [x] %d {% raw %}` },
    { role: 'assistant', content: `The number ${i}.\nYes` },
    { role: 'user', content: 'And one more? ```' },
    { role: 'assistant', content: `It is ${i + 1}: <b> !! Yes` },
  ],
}));

const lora = (more: Partial<typeof DEFAULT_LORA> = {}, spec: Parameters<typeof makeSpec>[0] = {}) =>
  makeSpec({
    method: { ...DEFAULT_LORA, ...more },
    learningRate: DEFAULT_LORA_RATE,
    steps: STEPS,
    ...spec,
  });

/** Tools that train each method, besides TRL's script, which trains all that PEFT can begin as the page does. */
const ALSO: Readonly<Partial<Record<MethodVariant, Omit<ToolCase, 'id' | 'spec'>>>> = {
  rslora: { tools: EVERY, firstStep: ['trlSft'] },
  dora: { tools: EVERY, firstStep: ['trlSft'] },
  qloraInt8: { tools: EVERY, firstStep: ['trlSft'] },
  qloraNf4: { tools: EVERY, firstStep: ['trlSft'] },
  loraPlus: { tools: ['trl', 'llamafactory', 'axolotl'] },
  pissa: { tools: ['trl', 'llamafactory', 'axolotl'] },
};

function others(): ToolCase[] {
  return CONTENDERS.filter(({ id }) => id !== 'full' && id !== 'lora' && id !== 'prefixMlp').map(
    ({ id, method, learningRate }) => ({
      id,
      spec: makeSpec({ method, learningRate, steps: STEPS }),
      ...(ALSO[id] ?? { tools: ['trl'] }),
    }),
  );
}

export const TOOL_CASES: readonly ToolCase[] = [
  { id: 'lora', spec: lora(), tools: EVERY, firstStep: ['trlSft'] },
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
    // LLaMA-Factory divides by one token too many in each row, axolotl leaves out the tokens of the roles.
    tools: ['trl', 'mlx'],
  },
  {
    id: 'talks',
    spec: lora({}, { model: 'lesson7-en', data: { mask: 'assistant', examples: CONVERSATIONS } }),
    tools: EVERY,
  },
  {
    id: 'last-answer',
    spec: lora({}, { model: 'lesson7-en', data: { examples: CONVERSATIONS } }),
    tools: ['trl', 'llamafactory', 'mlx'],
  },
  { id: 'sgd', spec: { ...lora(), optimizer: DEFAULT_SGD }, tools: EVERY },
  { id: 'random', spec: { ...makeSpec({ steps: STEPS }), init: 'random' }, tools: ['trl'] },
  ...others(),
];
