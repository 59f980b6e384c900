/**
 * @file One visit in each browser besides Chromium: the device check, all slides, the default LoRA lab to its end, a
 * chat with what it made, the other language, a reload.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findPrograms, missingBrowsers, type OtherBrowser } from '../../scripts/lib/other-browsers.ts';
import { joinOutline } from '../../src/deck/mdx/outline.ts';
import { readEdition } from '../../src/deck/mdx/plugin.ts';
import { deckTexts } from '../../src/deck/text.ts';
import type { Language } from '../../src/page/language.ts';
import { sampleQuestions } from '../../src/recipes/questions.ts';
import { texts as checkTexts } from '../../src/widgets/device-check/texts.ts';
import { texts as labTexts } from '../../src/widgets/lora-lab/texts.ts';
import { partTexts } from '../../src/widgets/parts/texts.ts';
import { type Driver, evaluate, LONG_PATIENCE, until } from './lib/driver.ts';
import { openFirefox } from './lib/firefox.ts';
import { openWebKit } from './lib/webkit.ts';

const slides = new URL('../../slides', import.meta.url).pathname;
const outline = joinOutline(readEdition(slides, 'zh'), readEdition(slides, 'en'));

interface Visited {
  name: OtherBrowser;
  open(): Promise<Driver>;
  /** Settings in the address: a GPU imitated in software trains only when it is asked for. */
  settings: string;
  engine: 'WebGPU' | 'CPU (WASM SIMD)';
  /** The engine that the device check names. */
  adapter: (language: Language) => string | RegExp;
}

const { firefox, lavapipe, webKitDriver, webKit } = findPrograms();

const BROWSERS: readonly Visited[] = [
  {
    name: 'Firefox with WebGPU',
    open: () => openFirefox(firefox!, { webgpu: true, env: { VK_DRIVER_FILES: lavapipe! } }),
    settings: '&engine=webgpu',
    engine: 'WebGPU',
    adapter: (language) => checkTexts[language].unnamed + checkTexts[language].software,
  },
  {
    name: 'Firefox',
    open: () => openFirefox(firefox!, { webgpu: false }),
    settings: '',
    engine: 'CPU (WASM SIMD)',
    adapter: () => /^WebAssembly SIMD/,
  },
  {
    name: 'WebKitGTK',
    open: () => openWebKit(webKitDriver!, webKit!),
    settings: '',
    engine: 'CPU (WASM SIMD)',
    adapter: () => /^WebAssembly SIMD/,
  },
];

/** Records uncaught errors until the page is left. */
function watchFaults(driver: Driver): Promise<void> {
  return evaluate(driver, () => {
    const faults: string[] = [];
    Object.assign(globalThis, { faults });
    addEventListener('error', (event) => faults.push(event.message));
    addEventListener('unhandledrejection', (event) => faults.push(String(event.reason)));
  });
}

function faultsOf(driver: Driver): Promise<string[]> {
  return evaluate(driver, () => (globalThis as unknown as { faults: string[] }).faults);
}

/** Goes to a slide as a link in the page would, with all its steps. @returns its title, once words and demo are there. */
async function goTo(driver: Driver, slide: (typeof outline.slides)[number]): Promise<string> {
  const go = (hash: string) => {
    location.hash = hash;
  };
  await evaluate(driver, go, `${slide.id}:${slide.steps}`);
  return until(
    driver,
    `the slide ${slide.id}`,
    (id, demos) => {
      const section = document.querySelector(`section[data-current="true"][data-slide="${id}"]`);
      const words = section?.querySelector('.slide-content');
      const ready = words && (demos === 0 || section?.querySelector('.widget'));
      return ready ? section?.querySelector('.slide-title')?.textContent : null;
    },
    [slide.id, slide.widgets.length],
  );
}

/** Every slide, each known by its title in this language. */
async function readAll(driver: Driver, language: Language): Promise<void> {
  const read: string[] = [];
  for (const slide of outline.slides) read.push(await goTo(driver, slide));
  expect(read).toEqual(outline.slides.map(({ title }) => title[language]));
}

/** The answers of the device check in order: engine, adapter, base, training. Waits for the last. */
async function deviceCheck(driver: Driver, language: Language): Promise<string[]> {
  const { yes, no } = checkTexts[language];
  await goTo(driver, outline.slides[0]!);
  return until(
    driver,
    'the device check',
    (good, bad) => {
      const answers = [...document.querySelectorAll('.device-check .check-row > dd')].map(
        (answer) => answer.firstChild?.textContent ?? '',
      );
      return answers[3] === good || answers[3] === bad ? answers : null;
    },
    [yes, no],
  );
}

const missing = missingBrowsers();
const labSlide = outline.slides.find(({ widgets }) => widgets.includes('lora-lab'))!;
const LAB = '[data-current="true"] .lora-lab';

describe.each(BROWSERS)('$name', ({ name, open, settings, engine, adapter }) => {
  const skipped = missing.includes(name);
  let driver: Driver;
  beforeAll(async () => {
    if (skipped) return;
    driver = await open();
    await driver.resize(1280, 720);
    await driver.open(`${inject('baseUrl')}?view=present${settings}`);
    await watchFaults(driver);
  });
  afterAll(() => driver?.close());

  let broken = false;
  /** A part of the visit; after one that failed the rest would say nothing. */
  const part = (title: string, visit: () => Promise<void>): void =>
    it.skipIf(skipped)(title, async ({ skip }) => {
      skip(broken, 'what came before failed');
      broken = true;
      await visit();
      expect(await faultsOf(driver)).toEqual([]);
      broken = false;
    });

  const says = async (language: Language): Promise<void> => {
    const answers = await deviceCheck(driver, language);
    expect(answers[0]).toBe(engine);
    expect(answers[1]).toMatch(adapter(language));
    expect(answers[3]).toBe(checkTexts[language].yes);
  };

  /** The lab's answers, once all have come. */
  const answers = () =>
    until(
      driver,
      'three answers',
      (lab) => {
        const said = [...document.querySelectorAll(`${lab} .answers dd`)].map((one) => one.textContent ?? '');
        return said.length === 3 && said.every((text) => !['', '–', '…'].includes(text)) ? said : null;
      },
      [LAB],
    );

  part('says what trains here, and shows all slides in Chinese', async () => {
    await says('zh');
    await readAll(driver, 'zh');
  });

  part('trains the default LoRA lab to its end', async () => {
    const t = partTexts.zh;
    await goTo(driver, labSlide);
    const recorded = (lab: string) => document.querySelector(`${lab} .finding`)?.textContent;
    await until(driver, 'the recorded run', recorded, [LAB]);
    await driver.click(`${LAB} .prediction button`, t.skip);
    const ready = (lab: string) => document.querySelector(`${lab} .train-primary:not([aria-disabled])`);
    await until(driver, 'a Train that can be pressed', ready, [LAB]);
    const begin = performance.now();
    const seconds = () => ((performance.now() - begin) / 1000).toFixed(1);
    await driver.click(`${LAB} .train-primary`, t.train);
    await until(
      driver,
      'the first step',
      (lab) => Number(document.querySelector(`${lab} .run-status progress`)?.getAttribute('value')) >= 1,
      [LAB],
    );
    const first = seconds();
    const state = await until(
      driver,
      'the end of the run',
      (lab) => {
        const now = document.querySelector(`${lab} .run-status`)?.getAttribute('data-state') ?? '';
        return ['done', 'failed', 'stopped'].includes(now) ? now : null;
      },
      [LAB],
      LONG_PATIENCE,
    );
    console.log(`${name}: default LoRA lab on ${engine}: first step ${first} s, end ${seconds()} s`);
    expect(state).toBe('done');
    const finding = await until(
      driver,
      'what came out',
      (lab) => {
        const words = document.querySelector(`${lab} .finding`)?.textContent ?? '';
        const live = document.querySelector(`${lab} .source-note .tag-live`);
        return live && /\b200\b/.test(words) ? words : null;
      },
      [LAB],
    );
    // As in the recording, both answer most of the held-out questions. The first share is that of the parameters.
    const shares = [...finding.matchAll(/([\d.]+)%/g)].slice(1).map(([, share]) => Number(share));
    expect(shares).toHaveLength(2);
    expect(Math.min(...shares), finding).toBeGreaterThan(85);
  });

  part('chats with the base and with what it trained', async () => {
    await driver.click(`${LAB} [role=tab]`, labTexts.zh.chat);
    await driver.click(`${LAB} .ask-form button`, partTexts.zh.ask);
    const { reference } = sampleQuestions('zh')[0]!;
    const right = (lab: string, wanted: string) => {
      const said = [...document.querySelectorAll(`${lab} .answers dd`)].map((one) => one.textContent);
      return said.filter((text) => text === wanted).length === 2 ? said : null;
    };
    const [base, ...tuned] = await until(driver, `“${reference}”`, right, [LAB, reference]);
    expect(base).not.toBe(reference);
    expect(tuned).toEqual([reference, reference]);
  });

  part('changes the language, and the run stays; shows all slides in English', async () => {
    const before = await answers();
    await driver.click('.deck-bar-language', deckTexts.zh.language);
    await until(
      driver,
      'the lab in English',
      (lab, title) =>
        document.documentElement.lang === 'en' &&
        document.querySelector('[data-current="true"] .slide-title')?.textContent === title &&
        document.querySelector(`${lab} .run-status[data-state="done"]`),
      [LAB, labSlide.title.en],
    );
    expect(await answers()).toEqual(before);
    await readAll(driver, 'en');
    // In a Chinese font an apostrophe is as wide as a character.
    const apostrophe = await evaluate(driver, () => {
      const prose = document.querySelector('[data-current="true"] .slide-content')!;
      const drawn = document.createElement('canvas').getContext('2d')!;
      drawn.font = `100px ${getComputedStyle(prose).fontFamily}`;
      return drawn.measureText('’').width;
    });
    expect(apostrophe).toBeLessThan(60);
  });

  part('reloads where it was, in the language chosen, and can train again', async () => {
    const last = outline.slides.at(-1)!;
    await driver.reload();
    await watchFaults(driver);
    const shown = (id: string) =>
      document.querySelector(`section[data-current="true"][data-slide="${id}"] .slide-title`)?.textContent;
    expect(await until(driver, 'the slide that was left', shown, [last.id])).toBe(last.title.en);
    await says('en');
  });
});
