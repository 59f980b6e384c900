/** @file The universe and its instruction data: sizes, splits, determinism, and that every token is in the base's vocabulary. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeExample, encodePrompt } from '../../src/data/index.ts';
import { createTokenizer, type TokenizerJson } from '../../src/model/tokenizer.ts';
import {
  ALL_TASKS,
  createWorld,
  DATA_NAMES,
  documents,
  examplesOf,
  type Language,
  laterDocuments,
  TASK_NAMES,
  taskExamples,
} from '../../src/world/index.ts';

const LANGUAGES: Language[] = ['zh', 'en'];

const DOCUMENTS_READ = 20_000;
/** Tokens of one pretraining run, and how often it shall at least meet every token that tuning data uses. */
const PRETRAINING_TOKENS = 4_000_000;
const TOKEN_MEETINGS = 200;

function tokenizerOf(language: Language) {
  const path = new URL(`../../public/models/lesson7-${language}/tokenizer.json`, import.meta.url);
  return createTokenizer(JSON.parse(readFileSync(path, 'utf8')) as TokenizerJson);
}

function take(language: Language, count: number, seed: string, open = documents): string[] {
  const stream = open(createWorld(language), seed);
  return Array.from({ length: count }, () => stream.next().value);
}

describe.each(LANGUAGES)('the world in %s', (language) => {
  const world = createWorld(language);

  it('has at least 130 subjects and 350 facts, half of the subjects held out', () => {
    expect(world.subjects.length).toBeGreaterThanOrEqual(130);
    expect(world.facts.length).toBeGreaterThanOrEqual(350);
    const heldOut = world.subjects.filter((subject) => subject.split === 'heldOut');
    expect(heldOut.length).toBe(world.subjects.length / 2);
    expect(new Set(world.subjects.map((subject) => subject.id)).size).toBe(world.subjects.length);
    expect(new Set(world.subjects.map((subject) => subject.name)).size).toBe(world.subjects.length);
  });

  it('is the same every time, and differs with the seed', () => {
    expect(createWorld(language)).toEqual(world);
    expect(createWorld(language, 8).facts).not.toEqual(world.facts);
  });

  it('writes the same documents for the same seed', () => {
    expect(take(language, 200, 'a')).toEqual(take(language, 200, 'a'));
    expect(take(language, 200, 'a')).not.toEqual(take(language, 200, 'b'));
  });

  it('never lets a subject be both trained on and held out', () => {
    for (const name of DATA_NAMES) {
      const examples = examplesOf(world, name);
      expect(new Set(examples.map((example) => example.id)).size).toBe(examples.length);
      const trained = new Set(examples.filter((e) => e.split === 'train').map((e) => e.subject));
      const heldOut = examples.filter((e) => e.split === 'heldOut');
      expect(trained.size).toBeGreaterThan(0);
      expect(heldOut.length).toBeGreaterThan(0);
      expect(heldOut.filter((e) => trained.has(e.subject))).toEqual([]);
    }
  });

  it('asks nothing in training that it asks when held out', () => {
    for (const name of TASK_NAMES) {
      const examples = taskExamples(world, name);
      const trained = new Set(examples.filter((e) => e.split === 'train').map((e) => e.prompt));
      expect(examples.filter((e) => e.split === 'heldOut' && trained.has(e.prompt))).toEqual([]);
    }
  });

  it('gives one answer to one question', () => {
    for (const name of DATA_NAMES) {
      const answers = new Map<string, string>();
      for (const { prompt, response } of examplesOf(world, name)) {
        expect(answers.get(prompt) ?? response).toBe(response);
        answers.set(prompt, response);
      }
    }
  });

  it.each([
    ['a document', documents],
    ['a document of the last part', laterDocuments],
  ] as const)('never answers a question in %s', (_, stream) => {
    const answers = new Map(taskExamples(world, 'qa').map((e) => [e.prompt, e.response]));
    let questions = 0;
    for (const text of take(language, 5000, 'answers', stream)) {
      const pieces = text.replaceAll(/<\w+>/gu, '').split(/(?<=[?？])\s*/u);
      pieces.forEach((piece, i) => {
        const answer = answers.get(piece);
        if (answer === undefined) return;
        questions++;
        expect((pieces[i + 1] ?? '').toLowerCase().startsWith(answer.toLowerCase())).toBe(false);
        expect(pieces[i + 1] ?? '').not.toMatch(/[.。]/u);
      });
    }
    expect(questions).toBeGreaterThan(500);
  });

  it('shows the base every token of every example, many times', () => {
    const tokenizer = tokenizerOf(language);
    const counts = new Uint32Array(tokenizer.vocabularySize);
    let read = 0;
    for (const text of take(language, DOCUMENTS_READ, 'coverage')) {
      const ids = [tokenizer.bosId, ...tokenizer.encodeDocument(text), tokenizer.eosId];
      for (const id of ids) counts[id]!++;
      read += ids.length;
    }
    const rare = new Map<string, number>();
    for (const name of DATA_NAMES) {
      for (const example of examplesOf(world, name)) {
        for (const id of encodeExample(tokenizer, example, { maskPrompt: true }).tokens) {
          expect(id).not.toBe(tokenizer.unknownId);
          const meetings = (counts[id]! * PRETRAINING_TOKENS) / read;
          if (meetings < TOKEN_MEETINGS) rare.set(tokenizer.tokenText(id), Math.round(meetings));
        }
      }
    }
    expect([...rare]).toEqual([]);
  }, 60_000);

  it('gives each task the same share when one adapter learns all nine, and holds out the same examples', () => {
    const all = examplesOf(world, ALL_TASKS);
    const trained = TASK_NAMES.map(
      (task) => all.filter((e) => e.task === task && e.split === 'train').length,
    );
    expect(new Set(trained).size).toBe(1);
    const ids = (list: typeof all) => list.filter((e) => e.split === 'heldOut').map((e) => e.id);
    expect(ids(all)).toEqual(TASK_NAMES.flatMap((task) => ids(taskExamples(world, task))));
    expect(new Set(all.map((e) => e.id)).size).toBe(all.length);
    const heldOut = new Set(
      TASK_NAMES.flatMap((task) => taskExamples(world, task)).flatMap((e) =>
        e.split === 'heldOut' ? [`${e.task} ${e.prompt}`] : [],
      ),
    );
    expect(all.filter((e) => e.split === 'train' && heldOut.has(`${e.task} ${e.prompt}`))).toEqual([]);
  });

  it('keeps every example within 64 tokens', () => {
    const tokenizer = tokenizerOf(language);
    for (const name of DATA_NAMES) {
      for (const { prompt, response } of examplesOf(world, name)) {
        const length = encodePrompt(tokenizer, prompt).length + tokenizer.encode(response).length + 1;
        expect(length).toBeLessThanOrEqual(64);
      }
    }
  });
});
