/**
 * @file The slides themselves: both editions have the same slides, steps, widgets, quizzes and notes, in the order of
 * the lesson plan; and 90 minutes of them. `tsc` does not look into MDX, so these tests do.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '@mdx-js/mdx';
import { describe, expect, it } from 'vitest';
import { glossary } from '../glossary.ts';
import { minutesOfPlan } from '../presenter/pace.ts';
import { references } from '../references.ts';
import { mdxOptions } from './options.ts';
import { joinOutline } from './outline.ts';
import { readEdition } from './plugin.ts';

const PLAN = [
  ['title', 'agenda', 'why-tune', 'what-changes', 'why-works'],
  [
    'instruction-tuning',
    'misalignment',
    'sft',
    'data-sources',
    'data-quality',
    'sft-limits',
    'alignment-place',
    'rlhf-later',
  ],
  ['too-expensive'],
  ['peft', 'peft-families', 'soft-prompts'],
  ['lora-idea', 'lora-inside', 'lora-sweep', 'adapters'],
  ['pipeline', 'tasks', 'difference', 'takeaways', 'closing'],
];

const zh = readEdition('slides', 'zh');
const en = readEdition('slides', 'en');
const outline = joinOutline(zh, en);

function sources(): [string, string][] {
  return ['zh', 'en'].flatMap((language) =>
    readdirSync(join('slides', language)).map((name): [string, string] => [
      `${language}/${name}`,
      readFileSync(join('slides', language, name), 'utf8'),
    ]),
  );
}

describe('the plan', () => {
  it('is followed slide by slide', () => {
    expect(zh.map((chapter) => chapter.slides.map(({ id }) => id))).toEqual(PLAN);
  });
  it('takes 90 minutes, and about 70 without the optional slides', () => {
    expect(minutesOfPlan(outline, 'whole')).toBe(90);
    expect(Math.abs(minutesOfPlan(outline, 'core') - 70)).toBeLessThanOrEqual(2);
  });
});

describe('the two editions', () => {
  it('have the same chapters', () => {
    expect(en.map(({ id }) => id)).toEqual(zh.map(({ id }) => id));
  });
  const english = new Map(en.flatMap(({ slides }) => slides.map((slide) => [slide.id, slide] as const)));
  it.each(zh.flatMap(({ slides }) => slides.map((slide) => [slide.id, slide] as const)))(
    '%s is the same in both',
    (id, slide) => {
      const other = english.get(id);
      expect(other).toBeDefined();
      expect({
        steps: other!.steps,
        widgets: other!.widgets,
        layout: other!.layout,
        elements: other!.elements,
        notesMinutes: other!.notesMinutes,
        optional: other!.optional,
      }).toEqual({
        steps: slide.steps,
        widgets: slide.widgets,
        layout: slide.layout,
        elements: slide.elements,
        notesMinutes: slide.notesMinutes,
        optional: slide.optional,
      });
    },
  );
  it('have the same handouts, each with exercises and a quiz', () => {
    expect(en.map(({ handout }) => handout)).toEqual(zh.map(({ handout }) => handout));
    for (const { id, handout } of zh) {
      expect(handout, id).toContain('Quiz');
      expect(handout.filter((name) => name === 'Exercise').length, id).toBeGreaterThanOrEqual(2);
    }
  });
  it('have notes with minutes on every slide', () => {
    for (const slide of [...zh, ...en].flatMap(({ slides }) => slides)) {
      expect(slide.notesMinutes, slide.id).toHaveLength(1);
      expect(slide.notesMinutes[0], slide.id).toBeGreaterThan(0);
      expect(slide.notes.length, slide.id).toBeGreaterThan(20);
    }
  });
  it('quote the same figures', () => {
    for (const [index, chapter] of zh.entries()) {
      for (const slide of chapter.slides) {
        const other = en[index]!.slides.find(({ id }) => id === slide.id)!;
        expect(figures(other.text), slide.id).toEqual(figures(slide.text));
      }
    }
  });
});

/** Figures that only a source can give: decimals, long numbers, and thousands, which Chinese counts in 万 and 千. */
function figures(text: string): string[] {
  const plain = text
    .replace(/[,{}]/g, '')
    .replace(/(\d+(?:\.\d+)?)\s*万/g, (_, n) => `${Number((n * 10).toFixed(3))}k`)
    .replace(/(\d+) thousand/g, '$1k');
  return [...plain.matchAll(/\d+k|\d+\.\d+|\d{3,}/g)].map(([figure]) => figure).sort();
}

describe('each file', () => {
  it.each(sources())('%s compiles, with every formula valid', async (_name, source) => {
    await expect(compile(source, { ...mdxOptions(), jsx: false })).resolves.toBeDefined();
  });
  it.each(sources())('%s cites and explains only what exists', (_name, source) => {
    for (const [, id] of source.matchAll(/<Cite id="([^"]+)"/g)) expect(references).toHaveProperty(id!);
    for (const [, id] of source.matchAll(/<Term id="([^"]+)"/g)) expect(glossary).toHaveProperty(id!);
  });
  it.each(sources())(
    '%s exports nothing but its component, so that an edit keeps a live run',
    (_name, source) => {
      expect(source).not.toMatch(/^(export|import) /m);
    },
  );
});

it('leaves the notes out of a public build', async () => {
  const [, source] = sources()[0]!;
  const compiled = String(await compile(source, mdxOptions()));
  const stripped = String(await compile(source, mdxOptions({ stripNotes: true })));
  expect(compiled).toContain('翻页笔');
  expect(stripped).not.toContain('翻页笔');
});
