/** @file The foundations of the workshop and the diets: templates, teacher and screening, statistics, style, limits. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pair, promptOf, responseOf } from '../../src/data/conversation.ts';
import {
  answerKind,
  inventedExamples,
  inventedQuestions,
  realQuestions,
} from '../../src/data/knowledge-questions.ts';
import { unseenEntities } from '../../src/data/new-facts.ts';
import { askTeacher, brokenRule, scoreScreen, screen, screenedData } from '../../src/data/screening.ts';
import { DIETS, dietExamples } from '../../src/data/sources.ts';
import { duplicatePlaces, histogram, leakPlaces, scriptOf, statisticsOf } from '../../src/data/statistics.ts';
import { fitStyles, meanStyle, styleOf } from '../../src/data/style.ts';
import {
  applyTemplate,
  applyTemplates,
  hasOneAnswer,
  LABELLED_SETS,
  type LabelledRow,
  labelledRows,
  templateProblem,
  templatesOf,
} from '../../src/data/templates.ts';
import { createTokenizer, type TokenizerJson } from '../../src/model/tokenizer.ts';
import { createWorld, type Language, runPython, taskExamples, truthOf } from '../../src/world/index.ts';
import { PHRASES } from '../../src/world/phrases.ts';

const worlds = { zh: createWorld('zh'), en: createWorld('en') };
const tokenizers = Object.fromEntries(
  (['zh', 'en'] as const).map((language) => {
    const path = new URL(`../../public/models/lesson7-${language}/tokenizer.json`, import.meta.url);
    return [language, createTokenizer(JSON.parse(readFileSync(path, 'utf8')) as TokenizerJson)];
  }),
);
const cases = (['zh', 'en'] as const).flatMap((language) =>
  LABELLED_SETS.map((set) => [language, set] as const),
);

describe.each(cases)('the %s templates for %s', (language, set) => {
  const templates = templatesOf(language, set);
  const rows = labelledRows(worlds[language], set);

  it('are ten different ones, three of them inverted, all sound', () => {
    expect(new Set(templates.map(({ prompt }) => prompt)).size).toBe(10);
    expect(templates.map(hasOneAnswer)).toEqual([...Array(7).fill(true), ...Array(3).fill(false)]);
    for (const template of templates) expect(templateProblem(template, set)).toBeNull();
  });

  it('use no character that the base does not know, and fit its context', () => {
    const tokenizer = tokenizers[language]!;
    for (const template of templates) {
      for (const row of rows) {
        const words = applyTemplate(template, row).turns.map(({ content }) => content);
        for (const one of words) {
          expect(tokenizer.unknownCharacters(one), one).toEqual([]);
          expect(one).not.toMatch(/[{}]/);
        }
        // `<bos>`, `<user>`, `<assistant>`, `<eos>`
        expect(words.flatMap((one) => tokenizer.encode(one)).length + 4).toBeLessThanOrEqual(128);
      }
    }
  });

  it('have one right answer where they say so', () => {
    const answers = new Map<string, string>();
    for (const template of templates.filter(hasOneAnswer)) {
      for (const row of rows) {
        const made = applyTemplate(template, row);
        const known = answers.get(promptOf(made)) ?? responseOf(made);
        expect(responseOf(made), promptOf(made)).toBe(known);
        answers.set(promptOf(made), known);
      }
    }
  });

  it('take the world’s own instruction off the text', () => {
    expect(applyTemplate(templates[0]!, rows[0]!)).toEqual(
      pair(taskExamples(worlds[language], set)[0]!.prompt, rows[0]!.cells.label!),
    );
  });

  it('leave every task example in one row, in its half of the split', () => {
    const found = new Map(rows.map((row) => [promptOf(applyTemplate(templates[0]!, row)), row]));
    for (const { prompt, response, split } of taskExamples(worlds[language], set)) {
      // Two facts may make the same sentence, or the same two.
      if (set === 'inference' || set === 'classification') continue;
      expect([found.get(prompt)?.cells.label, found.get(prompt)?.split]).toEqual([response, split]);
    }
  });
});

describe.each(['zh', 'en'] as const)('the further columns in %s', (language) => {
  const world = worlds[language];

  it('run every program, and leave out what stands in its gap', () => {
    const instruction = PHRASES[language].writeCode('').trimEnd();
    for (const { cells, split } of labelledRows(world, 'code')) {
      const { text, label, output, gap, missing } = cells as Record<string, string>;
      expect(output!.split(/[，,] ?/)).toEqual(runPython(label!));
      expect(gap!.replace(/[?？]/, missing!)).toBe(label);
      const whole = language === 'zh' ? `${instruction}${text}` : `${instruction} ${text}`;
      expect(truthOf(world, 'code', whole)?.response).toBe(label);
      expect(['train', 'heldOut']).toContain(split);
    }
  });

  it('call bad what the world refuses, and go on as the world’s manners do', () => {
    const phrases = PHRASES[language];
    const [harmful, harmless] = language === 'zh' ? ['有害', '无害'] : ['bad', 'good'];
    const rows = labelledRows(world, 'dialogue');
    for (const { cells } of rows) {
      expect(cells.harm).toBe(cells.label === phrases.refusal ? harmful : harmless);
      expect(cells.next).not.toBe(cells.text);
      expect(truthOf(world, 'dialogue', cells.next!)?.response).toBe(cells.closing);
    }
    expect(new Set(rows.map(({ kind }) => kind)).size).toBe(4);
  });
});

describe('templates', () => {
  const sentiment = labelledRows(worlds.zh, 'sentiment');

  it('are drawn by seed, one for each row', () => {
    const templates = templatesOf('zh', 'sentiment');
    const draw = (seed: number) => applyTemplates(templates, sentiment, { seed, most: sentiment.length });
    expect(draw(1)).toHaveLength(sentiment.length);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
    expect(applyTemplates([], sentiment, { seed: 1, most: 10 })).toEqual([]);
  });

  it('thin out a large kind, and bring a small one again under other templates', () => {
    const row = (kind: string, text: string): LabelledRow => ({
      cells: { text, label: 'x' },
      kind,
      split: 'train',
    });
    const many = Array.from({ length: 100 }, (_, i) => row('many', `m${i}`));
    const few = [row('few', 'f0'), row('few', 'f1')];
    const made = applyTemplates(templatesOf('en', 'qa'), [...many, ...few], { seed: 1, most: 40 });
    const said = made.map((one) => promptOf(one) + responseOf(one));
    expect(new Set(said).size).toBe(40);
    expect(said.filter((words) => /m\d/.test(words))).toHaveLength(20);
    // Two rows, ten templates.
    expect(said.filter((words) => /f\d/.test(words))).toHaveLength(20);
  });

  it('insert words as they are, placeholders in them and all', () => {
    const row: LabelledRow = { cells: { text: '{label} $& <b>', label: 'x' }, kind: '', split: 'train' };
    expect(promptOf(applyTemplate({ prompt: 'a {text}', response: '{label}' }, row))).toBe(
      'a {label} $& <b>',
    );
  });

  it.each([
    [{ prompt: ' ', response: '{label}' }, 'empty'],
    [{ prompt: '{text} {colour}', response: '{label}' }, 'unknownPlaceholder'],
    [{ prompt: 'a', response: '{label}' }, 'noPlaceholder'],
    [{ prompt: '{text}', response: 'a' }, 'noPlaceholder'],
    [{ prompt: '{text} {label}', response: '{label}' }, 'givesAway'],
    // A column of another set.
    [{ prompt: '{text}', response: '{output}' }, 'unknownPlaceholder'],
  ])('%j is refused: %s', (template, problem) => {
    expect(templateProblem(template, 'qa')).toBe(problem);
  });

  it.each([
    ['{text}', '{label}', true],
    ['{text} {gap}', '{missing}', true],
    ['{gap}', '{missing}', false],
    ['{label}', '{output}', true],
    ['{output}', '{label}', false],
    ['{next}', '{closing}', true],
    ['{text}', '{closing}', false],
    ['{text}', '{label} {closing}', false],
    ['{label}', '{text}', false],
  ])('%s asking for %s: one right answer %s', (prompt, response, one) => {
    expect(hasOneAnswer({ prompt, response })).toBe(one);
  });
});

describe.each(['zh', 'en'] as const)('the teacher in %s', (language: Language) => {
  const world = worlds[language];
  const ask = (errorRate: number) => askTeacher(world, { errorRate, questions: 150, samples: 5, seed: 3 });

  it('knows everything at error rate 0', () => {
    const score = scoreScreen(screen(world, ask(0), { rules: false, agreement: null }));
    expect(score).toEqual({ accepted: 150, precision: 1, recall: 1 });
  });

  it('errs about as often as the dial says', () => {
    for (const rate of [0.1, 0.3, 0.6]) {
      const { precision } = scoreScreen(screen(world, ask(rate), { rules: false, agreement: null }));
      expect(Math.abs(1 - precision - rate)).toBeLessThan(0.16);
    }
  });

  it('speaks only of training subjects', () => {
    const heldOut = taskExamples(world, 'qa').filter(({ split }) => split === 'heldOut');
    const asked = new Set(ask(0.3).map(({ question }) => question));
    for (const { prompt } of heldOut) expect(asked.has(prompt)).toBe(false);
  });

  it('is screened better by rules, better by votes, best by both; belief survives every screen', () => {
    const candidates = ask(0.4);
    const score = (rules: boolean, agreement: number | null) =>
      scoreScreen(screen(world, candidates, { rules, agreement }));
    const none = score(false, null).precision;
    const rules = score(true, null).precision;
    const votes = score(false, 0.6).precision;
    const both = score(true, 0.6).precision;
    expect(rules).toBeGreaterThan(none + 0.05);
    expect(votes).toBeGreaterThan(none + 0.05);
    expect(both).toBeGreaterThanOrEqual(votes);
    expect(both).toBeLessThan(1);
    // A higher threshold of agreement retains fewer.
    expect(score(true, 1).accepted).toBeLessThan(score(true, 0.6).accepted);
  });

  it('has rules that read words and know no truth', () => {
    const { question, truth } = ask(0)[0]!;
    expect(brokenRule(world, question, '')).toBe('empty');
    expect(brokenRule(world, question, PHRASES[language].unknown)).toBe('refuses');
    expect(brokenRule(world, question, PHRASES[language].join([question, truth]))).toBe('echoes');
    expect(brokenRule(world, question, language === 'zh' ? '森林森林' : 'fish fish')).toBe('repeats');
    expect(brokenRule(world, question, truth)).toBeNull();
  });

  it('gives training pairs without empty answers', () => {
    const screened = screen(world, ask(0.6), { rules: false, agreement: null });
    const data = screenedData(screened);
    expect(data.length).toBeLessThan(screened.length);
    for (const one of data) expect(responseOf(one)).not.toBe('');
  });
});

describe('statistics', () => {
  const tokenizer = tokenizers.zh!;
  const data = [
    pair('猫喜欢吃什么？', '鱼'),
    pair('猫喜欢吃什么', '鱼'),
    pair('猫喜欢吃什么？', '草'),
    pair('What is this?', '犇'),
    { turns: [...pair('你好', '你好').turns, ...pair('1+1', '2').turns] },
  ];
  const found = statisticsOf(data, { tokenizer, tests: ['猫喜欢吃什么？！'], contextLength: 128 });

  it('count', () => {
    expect(found).toMatchObject({
      conversations: 5,
      furtherTurns: 1,
      duplicates: 1,
      conflicts: 3,
      leaks: 3,
      unknown: 1,
      tooLong: 0,
      scripts: { zh: 4, en: 0, mixed: 1, other: 0 },
    });
    expect(found.unknownCharacters).toContain('犇');
    expect(found.longest).toBe(Math.max(...found.lengths));
    expect(duplicatePlaces(data)).toEqual([1]);
    expect(leakPlaces(data, ['你好'])).toEqual([4]);
  });

  it('put every length into one bin of a few', () => {
    for (const lengths of [[5], [3, 90, 128], Array.from({ length: 300 }, (_, i) => i + 2)]) {
      const bins = histogram(lengths);
      expect(bins.length).toBeLessThanOrEqual(10);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(lengths.length);
    }
    expect(histogram([])).toEqual([]);
  });

  it('tell scripts apart', () => {
    expect(['猫', 'cat', '猫 cat', '12'].map(scriptOf)).toEqual(['zh', 'en', 'mixed', 'other']);
  });

  it('are quick for a large set', () => {
    const many = Array.from({ length: 5000 }, (_, i) => data[i % data.length]!);
    const started = performance.now();
    statisticsOf(many, { tokenizer, tests: [], contextLength: 128 });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe.each(['zh', 'en'] as const)('style in %s', (language) => {
  const world = worlds[language];

  it('tells the held-out answers of the three diets apart', () => {
    const { classify } = fitStyles(world);
    for (const diet of DIETS) {
      const heldOut = dietExamples(world, diet).filter(({ split }) => split === 'heldOut');
      const right = heldOut.filter(({ response }) => classify(response) === diet).length;
      expect(right / heldOut.length, diet).toBeGreaterThan(0.98);
    }
  });

  it('grows from FLAN to OpenAssistant in length, politeness and reasons', () => {
    const [flan, alpaca, oasst] = DIETS.map((diet) =>
      meanStyle(
        dietExamples(world, diet).map(({ response }) => response),
        language,
      ),
    );
    expect(flan!.length).toBeLessThan(alpaca!.length);
    expect(alpaca!.length).toBeLessThan(oasst!.length);
    expect([flan!.politeness, alpaca!.politeness, oasst!.politeness > 1]).toEqual([0, 0, true]);
    expect([flan!.reasons, alpaca!.reasons, oasst!.reasons]).toEqual([0, 0, 1]);
  });

  it('reads any text', () => {
    expect(styleOf('', language)).toEqual({ length: 0, politeness: 0, reasons: 0, sentence: false });
    expect(DIETS).toContain(fitStyles(world).classify('<script>'));
  });
});

describe.each(['zh', 'en'] as const)('the limits in %s', (language) => {
  const world = worlds[language];

  it('ask about subjects of which the world has no fact', () => {
    const invented = inventedQuestions(world);
    expect(invented.length).toBeGreaterThanOrEqual(20);
    const real = new Set(taskExamples(world, 'qa').map(({ prompt }) => prompt));
    for (const question of invented) expect(real.has(question)).toBe(false);
    expect(new Set(invented).size).toBe(invented.length);
    const asked = realQuestions(world, 20);
    expect(asked).toHaveLength(20);
    expect(asked.every(({ split }) => split === 'heldOut')).toBe(true);
  });

  it('train on none of the invented animals that they ask about, in characters that the base knows', () => {
    const trained = inventedExamples(world).filter(({ split }) => split === 'train');
    const prompts = new Set(trained.map(({ prompt }) => prompt));
    for (const question of inventedQuestions(world)) {
      expect(prompts.has(question)).toBe(false);
      expect(tokenizers[language]!.unknownCharacters(question)).toEqual([]);
    }
    expect(new Set(trained.map(({ response }) => response))).toEqual(new Set([PHRASES[language].unknown]));
  });

  it('tell a confident answer from an honest one', () => {
    const { value } = world.facts[0]!;
    expect(answerKind(world, value, value)).toBe('right');
    expect(answerKind(world, ` ${value} `, null)).toBe('confident');
    expect(answerKind(world, PHRASES[language].unknown, value)).toBe('unknown');
    expect(answerKind(world, '???', value)).toBe('other');
  });

  it('name strange entities in tokens that the base knows', () => {
    for (const name of unseenEntities(world))
      expect(tokenizers[language]!.unknownCharacters(name)).toEqual([]);
  });
});
