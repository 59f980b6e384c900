/**
 * @file No computed figure on the slides is typed by hand. What digits are left there is listed below with the
 * reason: a quotation, held against the source where `src/costs` has it, or a constant of the example.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claims } from '../../costs/claims.ts';
import { findModel, models } from '../../costs/gallery/index.ts';
import { quotations } from '../../costs/quotations.ts';
import { formatBytes } from '../../page/format.ts';
import { createWorld } from '../../world/world.ts';
import { computedText, remarkComputed } from './computed.ts';
import type { MarkdownNode } from './formula.ts';
import { attributeOf } from './slides.ts';

const LANGUAGES = ['zh', 'en'] as const;

const FILES = {
  'too-expensive': '03-cost',
  peft: '04-peft',
  'soft-prompts': '04-peft',
  'lora-idea': '05-lora',
};
type SlideId = keyof typeof FILES;

interface Allowed {
  figure: string;
  /** How often. */
  times?: number;
  why: 'model name' | 'number format' | 'quotation' | 'example' | 'notation';
  /** Id in `quotations`. */
  quoted?: string;
}

const ALLOWED: Readonly<Record<SlideId, readonly Allowed[]>> = {
  'too-expensive': [
    { figure: '3.1', why: 'model name' },
    { figure: '70', why: 'model name' },
    { figure: '176', why: 'model name' },
    { figure: '3', why: 'model name' },
    { figure: '175', why: 'model name' },
    { figure: '32', times: 4, why: 'number format' },
    { figure: '1.2 TB', why: 'quotation', quoted: 'loraGpt3Full' },
    { figure: '350 GB', why: 'quotation', quoted: 'loraGpt3Lora' },
    // Indices of the two moments.
    { figure: '1', times: 2, why: 'notation' },
    { figure: '2', times: 2, why: 'notation' },
    // 1 - beta, and g squared.
    { figure: '1', times: 2, why: 'notation' },
    { figure: '2', why: 'notation' },
  ],
  peft: [
    // The benchmark of huggingface/peft, cited in the same paragraph.
    { figure: '0.03', why: 'quotation' },
    { figure: '0.05', why: 'quotation' },
    // Rates, steps and shares of replay of the recorded runs: 3e-3, 1e-3, 80, 40, 10 %, 50 %.
    { figure: '3', times: 3, why: 'example' },
    { figure: '1', why: 'example' },
    { figure: '80', why: 'example' },
    { figure: '40', why: 'example' },
    { figure: '10', why: 'example' },
    { figure: '50', why: 'example' },
  ],
  'soft-prompts': [
    { figure: '1', times: 2, why: 'notation' },
    { figure: '5', times: 2, why: 'example' },
    { figure: '2', why: 'notation' },
    { figure: '11', why: 'quotation' },
    { figure: '200', why: 'quotation' },
    { figure: '8', why: 'model name' },
    { figure: '5.7', why: 'quotation' },
    { figure: '34.3', why: 'quotation' },
  ],
  'lora-idea': [
    { figure: '0', times: 5, why: 'notation' },
    { figure: '3', why: 'model name' },
    { figure: '12288', times: 3, why: 'example' },
    { figure: '96', times: 2, why: 'example' },
    { figure: '2', why: 'example' },
    { figure: '4', times: 2, why: 'example' },
    { figure: '16', why: 'number format' },
    { figure: '35 MB', why: 'quotation', quoted: 'loraGpt3Checkpoint' },
    { figure: '350 GB', why: 'quotation', quoted: 'loraGpt3Whole' },
  ],
};

function sourceOf(language: string, id: SlideId): string {
  const file = readFileSync(join('slides', language, `${FILES[id]}.mdx`), 'utf8');
  const [slide] = new RegExp(`<Slide id="${id}"[\\s\\S]*?</Slide>`).exec(file) ?? [];
  return slide!.replace(/<Notes[\s\S]*?<\/Notes>/, '');
}

/** What a reader sees and an author typed: no attributes but titles, no lengths and fields of LaTeX. */
function typed(source: string): string {
  return source
    .replace(/\\computed\{\w+\}/g, '')
    .replace(/\\\\\[\d+pt\]/g, '')
    .replace(/<[A-Z]\w*[^>]*>/g, (tag) => ` ${/\stitle="([^"]*)"/.exec(tag)?.[1] ?? ''} `)
    .replace(/<\/\w+>/g, ' ');
}

function figures(text: string): string[] {
  return [...text.matchAll(/\d[\d.,{}]*(?<![.,{}])(?: ?[kMGT]B\b)?/g)].map(([figure]) => figure).sort();
}

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(Object.keys(FILES) as SlideId[])('%s has no figure typed by hand', (id) => {
    const allowed = ALLOWED[id].flatMap(({ figure, times = 1 }) => new Array<string>(times).fill(figure));
    expect(figures(typed(sourceOf(language, id)))).toEqual(allowed.sort());
  });
  it('quotes only what is cited in the same paragraph', () => {
    for (const id of Object.keys(FILES) as SlideId[]) {
      const paragraphs = sourceOf(language, id).split('\n');
      for (const { figure, why } of ALLOWED[id]) {
        if (why !== 'quotation') continue;
        const found = paragraphs.filter((paragraph) => figures(typed(paragraph)).includes(figure));
        expect(found.length, `${id} ${figure}`).toBeGreaterThan(0);
        for (const paragraph of found) expect(paragraph, `${id} ${figure}`).toContain('<Cite id="');
      }
    }
  });
});

it('quotes as the list of quotations does', () => {
  for (const { figure, quoted } of Object.values(ALLOWED).flat()) {
    if (!quoted) continue;
    expect(formatBytes(quotations.find(({ id }) => id === quoted)!.quoted)).toBe(figure);
  }
});

it('names GPT-3 by its own width and depth', () => {
  const { config } = findModel('gpt-3');
  expect([config.hidden_size, config.num_hidden_layers]).toEqual([12_288, 96]);
});

it.each(LANGUAGES)('says of the base in %s what its card says', (language) => {
  const card = readFileSync(join('public/models', `lesson7-${language}`, 'README.md'), 'utf8');
  expect(card).toContain(`| tokens seen | ${computedText('pretrainingTokens')} (`);
  expect(card).toContain(`| vocabulary | ${claims.uniformLoss.from.replace('ln ', '')} |`);
});

it.each(LANGUAGES)('counts the world in %s', (language) => {
  const { subjects, facts } = createWorld(language);
  expect([computedText('worldSubjects'), computedText('worldFacts')]).toEqual([
    String(subjects.length),
    String(facts.length),
  ]);
});

it('would notice a typed figure', () => {
  expect(figures(typed('<Step>\n\n约 1.1 TB，18,874,368 个\n\n</Step>'))).toEqual(['1.1 TB', '18,874,368']);
  expect(figures(typed('<Derive title="37.7 MB">\n$18{,}874{,}368$'))).toEqual(['18{,}874{,}368', '37.7 MB']);
});

describe('a computed figure', () => {
  const element = (name: string): MarkdownNode => ({
    type: 'root',
    children: [
      {
        type: 'mdxJsxTextElement',
        name: 'Computed',
        attributes: [{ type: 'mdxJsxAttribute', name: 'name', value: name }],
      },
    ],
  });
  it('is filled in when the slide is compiled', () => {
    const tree = element('loraOfGpt3');
    remarkComputed()(tree);
    expect(attributeOf(tree.children![0]!, 'value')).toBe('18,874,368');
    expect(attributeOf(tree.children![0]!, 'from')).toContain('gpt-3');
  });
  it('in a formula keeps its commas from being list commas', () => {
    const tree: MarkdownNode = {
      type: 'root',
      children: [{ type: 'math', value: '= \\computed{loraOfGpt3}' }],
    };
    remarkComputed()(tree);
    expect(tree.children![0]!.value).toBe('= 18{,}874{,}368');
  });
  it('that is not computed stops the build', () => {
    expect(() => remarkComputed()(element('nobody'))).toThrow(/claims/);
  });
  it('says what the text beside it says', () => {
    const said = Object.fromEntries(Object.keys(claims).map((name) => [name, computedText(name)]));
    expect(said).toMatchObject({
      bytesPerParameter: '16',
      statesOf70B: '1.1\u00a0TB',
      statesOf176B: '2.8\u00a0TB',
      loraFileOfGpt3: '37.7\u00a0MB',
      // Lester et al. 2021: 5 tokens on T5-XXL.
      promptOfT5: '20,480',
      uniformLoss: '6.6',
    });
    expect(models.length).toBeGreaterThan(80);
  });
});
