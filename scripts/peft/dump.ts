/**
 * @file What this engine computes, one folder per case, for `compare.py`:
 *
 *   case.json            model, form and, for each prompt, its tokens and the greedy answer
 *   logits.safetensors   for each prompt, by its number, [tokens of prompt and answer, vocabulary]
 *   files/               what the page lets a reader download, or what it ships
 *   frozen.safetensors   the maps of the base as the run multiplies with them, where they are in fewer bits
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterFolder } from '../../src/adapters/adapters.ts';
import { type Conversation, encodeConversation } from '../../src/data/index.ts';
import { openNodeCpu } from '../../src/engine/cpu/node.ts';
import type { Decoder, NamedTensors } from '../../src/engine/engine.ts';
import { unpack } from '../../src/engine/vocabulary.ts';
import { llama } from '../../src/model/llama.ts';
import { writeSafetensors } from '../../src/model/safetensors.ts';
import { methodOf } from '../../src/peft/index.ts';
import type { MethodSpec } from '../../src/peft/spec.ts';
import { makeSpec, modelFor } from '../../src/recipes/defaults.ts';
import { taskSpec } from '../../src/recipes/tasks.ts';
import { OpenedAdapter } from '../../src/train/adapter.ts';
import { type Base, openBase } from '../../src/train/base.ts';
import type { TunedFile } from '../../src/train/protocol.ts';
import { Run } from '../../src/train/run.ts';
import { ALL_TASKS, type Language, type TaskName, taskExamples } from '../../src/world/index.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { filesOf } from '../record/files.ts';
import { type Answer, apart, ask, type Prompt } from './ask.ts';
import { type Form, formOf, MADE_BY_PEFT, SHIPPED, TRAINED } from './cases.ts';

/** Enough for every part to move away from its start. */
const STEPS = 16;
const QUESTIONS = 4;
/** Prompts for both bases: their own language, the other one, and characters outside both vocabularies. */
const TEXTS = ['小猫的家在', '“谁会飞？”', 'The cat lives in', 'Ann has 3 apples.', '🙂 é 1+1='];
/** For the chat template. */
const CONVERSATION: Conversation['turns'] = [
  { role: 'user', content: 'What do cats eat?' },
  { role: 'assistant', content: 'Fish.' },
  { role: 'user', content: '谁会飞？' },
  { role: 'assistant', content: '鸟' },
];
/** Least difference of logits between a trained model and its base; a smaller one would make the comparison vacuous. */
const MOVED = 0.05;
/** An opened run may differ by rounding; a whole model is written in float16. */
const REOPENED = 1e-4;
const REOPENED_HALF = 0.05;

interface Case {
  group: 'base' | 'shipped' | 'trained' | 'made by PEFT';
  id: string;
  base: Base;
  form: Form;
  prompts: readonly Prompt[];
  files?: readonly TunedFile[];
  frozen?: NamedTensors | undefined;
}

/** Writes every case below `folder`; in `made` lie the adapters that PEFT has made, by id. */
export async function dump(folder: string, made: string, report: (done: number, name: string) => void) {
  const engine = openNodeCpu();
  const open = (language: Language) => openBase(engine, modelFor(language), filesOf(language));
  const bases = { zh: open('zh'), en: open('en') };
  const plain = new Map<Base, Decoder>();
  for (const base of Object.values(bases))
    plain.set(base, await engine.createDecoder({ model: llama(base.config), weights: [base.weights] }));
  let done = 0;
  const write = async (one: Case, model: Decoder): Promise<void> => {
    report(done, `${one.group}: ${one.id}`);
    const answers: Answer[] = [];
    for (const prompt of one.prompts) answers.push(await ask(one.base, model, prompt));
    writeCase(join(folder, String(done++).padStart(2, '0')), one, answers);
    const [first] = answers;
    if (one.group !== 'base' && first && (await apart(model, plain.get(one.base)!, first.tokens)) < MOVED)
      throw new Error(`${one.group}: ${one.id} answers as its base`);
  };

  for (const base of Object.values(bases)) {
    const texts = TEXTS.map((text): Prompt => ({ form: 'raw', text }));
    const prompts = [...texts, ...questions(base, 'qa')];
    await write({ group: 'base', id: base.name, base, form: 'model', prompts }, plain.get(base)!);
  }

  for (const { language, name } of SHIPPED) {
    const base = bases[language];
    const id = adapterFolder(language, name);
    const files = filesIn(join(ROOT, 'public', id));
    const prompts = questions(base, name === ALL_TASKS ? 'qa' : name);
    const adapter = OpenedAdapter.create(engine, base, taskSpec(name, base.name), files);
    await write({ group: 'shipped', id, base, form: 'adapter', prompts, files }, await adapter.openDecoder());
    adapter.dispose();
  }

  const base = bases.zh;
  const prompts = questions(base, 'qa');
  for (const { id, method, learningRate } of TRAINED) {
    const spec = makeSpec({ model: base.name, method, learningRate, steps: STEPS });
    const run = await Run.create(engine, base, spec);
    await run.advance(STEPS);
    const files = await run.exportFiles();
    const opened = OpenedAdapter.create(engine, base, spec, files);
    const [own, again] = [await run.openDecoder(), await opened.openDecoder()];
    const isHalf = method.name === 'full';
    for (const prompt of prompts) {
      const { tokens } = await ask(base, own, prompt);
      const difference = await apart(own, again, tokens);
      if (!(difference <= (isHalf ? REOPENED_HALF : REOPENED)))
        throw new Error(`${id}: opened from its files it is ${difference} apart`);
    }
    const frozen = frozenOf(base, method);
    const one = { group: 'trained', id, base, form: formOf(method), prompts, files, frozen } as const;
    await write(one, isHalf ? again : own);
    opened.dispose();
    run.dispose();
  }

  for (const { id, method } of MADE_BY_PEFT) {
    const files = filesIn(join(made, id));
    const adapter = OpenedAdapter.create(engine, base, makeSpec({ model: base.name, method }), files);
    await write(
      { group: 'made by PEFT', id, base, form: 'adapter', prompts, files },
      await adapter.openDecoder(),
    );
    adapter.dispose();
  }
  engine.dispose();
}

function writeCase(place: string, { group, id, base, form, ...one }: Case, answers: readonly Answer[]): void {
  const { vocabularySize } = base.config;
  const logits = answers.map(({ rows }, i) => {
    const data = new Float32Array(rows.length * vocabularySize);
    for (const [row, values] of rows.entries()) data.set(values, row * vocabularySize);
    return [`${i}`, { shape: [rows.length, vocabularySize], data }] as const;
  });
  const json = {
    group,
    id,
    model: base.name,
    form,
    prompts: answers.map(({ tokens, answer }, i) => ({ ...one.prompts[i], tokens, answer })),
    talk: {
      messages: CONVERSATION,
      tokens: encodeConversation(base.tokenizer, { turns: CONVERSATION }, { mask: 'everything' }).tokens,
    },
  };
  writeFile(join(place, 'case.json'), `${JSON.stringify(json, null, 1)}\n`);
  writeFile(join(place, 'logits.safetensors'), writeSafetensors(new Map(logits), 'F32'));
  for (const { name, bytes } of one.files ?? []) writeFile(join(place, 'files', name), bytes);
  if (one.frozen) writeFile(join(place, 'frozen.safetensors'), writeSafetensors(one.frozen, 'F32'));
}

/** The first held-out questions of a task, as on the page. */
function questions(base: Base, task: TaskName): Prompt[] {
  return taskExamples(base.world, task)
    .filter(({ split }) => split === 'heldOut')
    .slice(0, QUESTIONS)
    .map(({ prompt }) => ({ form: 'chat', text: prompt }));
}

/** The unpacked weights of a packed base; undefined where the base is not packed. */
function frozenOf({ config, tensors }: Base, method: MethodSpec): NamedTensors | undefined {
  const { packed } = methodOf(method).prepareBase?.(method, config, tensors) ?? {};
  if (!packed || packed.size === 0) return undefined;
  return new Map([...packed].map(([name, one]) => [name, { shape: one.shape, data: unpack(one) }]));
}

function filesIn(folder: string): TunedFile[] {
  return readdirSync(folder)
    .filter((name) => /\.(json|safetensors)$/.test(name))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}
