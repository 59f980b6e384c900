/**
 * @file Rounds through the whole lesson: every slide, in both languages, presenting and reading, light and dark; runs that
 * are started and left, a run of the lab, an engine started again. After each round, at the same place in the same state,
 * what the page holds is counted.
 */
import type { Browser, CDPSession, Page } from 'playwright';
import { texts as labTexts } from '../../../src/lab/texts.ts';
import type { WorkerCommand, WorkerEvent } from '../../../src/train/protocol.ts';
import { texts as deviceTexts } from '../../../src/widgets/device-check/texts.ts';
import { outline, slideShown } from './deck.ts';
import { until } from './lab.ts';
import { goTo } from './talk.ts';

/** What a page holds at the end of a round. */
export interface Holding {
  /** Bytes of JavaScript's heap after collecting garbage. */
  heap: number;
  /** Nodes of the document, attached or not. */
  nodes: number;
  listeners: number;
  workers: number;
  /** Bytes that the engine holds on its device. */
  device: number;
}

export interface SoakOptions {
  /** Rounds that are counted, after those that warm up. */
  rounds: number;
  /** Milliseconds after which no further round begins. */
  patience?: number;
  /** Engine by its name in the address; the page's own choice where none is named. */
  engine?: string;
  /** After each round; a round is the last one where this says so. */
  onRound?: (round: number, holding: Holding) => boolean | undefined;
}

export interface Soaked {
  holdings: Holding[];
  /** Errors of the console and uncaught ones. */
  faults: string[];
}

/** Rounds before counting: by then all that loads late has loaded, in both languages. */
const WARM_UP = 2;
/** Slides whose runs are started and left; each is stopped by the next, the last one ends. */
const TRAINERS = ['sft', 'sft-limits', 'lora-idea'];
const LAB_RUN = 'lab?v=1&base=zh&method=lora&r=2&steps=5&batch=1&seed=7';

interface Spied {
  alive: Set<Worker>;
  newest: Worker | null;
  /** States of groups, by id. */
  states: Map<string, string>;
  /** Groups that have taken a step. */
  stepped: Set<string>;
  /** Groups of runs. */
  groupOf: Map<string, string>;
  /** Groups that this worker was asked to start. */
  started: number;
}

/** Runs in the page, before all else. Keeps no message: it must not be the leak that it looks for. */
function spyOnWorkers(): void {
  const spied: Spied = {
    alive: new Set(),
    newest: null,
    states: new Map(),
    stepped: new Set(),
    groupOf: new Map(),
    started: 0,
  };
  Object.assign(globalThis, { spied });
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      spied.alive.add(this);
      spied.newest = this;
      spied.states.clear();
      spied.stepped.clear();
      spied.groupOf.clear();
      spied.started = 0;
      this.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) => {
        if (data.type === 'groupState') spied.states.set(data.groupId, data.state);
        if (data.type === 'steps') spied.stepped.add(spied.groupOf.get(data.runId) ?? '');
      });
    }
    override postMessage(message: WorkerCommand): void {
      if (message.type === 'start') {
        spied.started += 1;
        for (const { runId } of message.runs) spied.groupOf.set(runId, message.groupId);
      }
      super.postMessage(message);
    }
    override terminate(): void {
      spied.alive.delete(this);
      super.terminate();
    }
  };
}

const groups = (page: Page) =>
  page.evaluate(() => {
    const { states, stepped, started } = (globalThis as unknown as { spied: Spied }).spied;
    return {
      going: [...states].filter(([, state]) => state === 'preparing' || state === 'running').length,
      stepped: stepped.size,
      started,
    };
  });

async function holdingOf(page: Page, devtools: CDPSession): Promise<Holding> {
  const { workers, device } = await page.evaluate(
    () =>
      new Promise<{ workers: number; device: number }>((resolve) => {
        const { alive, newest } = (globalThis as unknown as { spied: Spied }).spied;
        const requestId = `held-${performance.now()}`;
        const heard = new AbortController();
        newest!.addEventListener(
          'message',
          ({ data }: MessageEvent<WorkerEvent>) => {
            if (data.type !== 'memory' || data.requestId !== requestId) return;
            heard.abort();
            resolve({ workers: alive.size, device: data.allocatedBytes });
          },
          heard,
        );
        newest!.postMessage({ type: 'readMemory', requestId });
      }),
  );
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)!.value;
  return {
    heap: metric('JSHeapUsedSize'),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    workers,
    device,
  };
}

async function press(page: Page, key: string): Promise<void> {
  // The button pressed last keeps the focus, and with it its keys, until Esc.
  await page.keyboard.press('Escape');
  await page.keyboard.press(key);
}

/** Presses Train on the slide shown, and what stops another slide's run where that is in the way. */
async function startRun(page: Page): Promise<void> {
  const { started } = await groups(page);
  await page.locator('[data-current="true"] .widget .train-primary').waitFor();
  await until('a start', () =>
    page.evaluate((before) => {
      // In one task, since the run in the way may end by itself meanwhile.
      if ((globalThis as unknown as { spied: Spied }).spied.started > before) return true;
      const controls = document.querySelector('[data-current="true"] .widget .train-controls')!;
      const stopThere = controls.querySelector<HTMLElement>('.note-warn button');
      const train = controls.querySelector<HTMLElement>('.train-primary:not([aria-disabled])');
      (stopThere ?? train)?.click();
      return false;
    }, started),
  );
}

async function trainInTheLab(page: Page): Promise<void> {
  const t = labTexts.zh;
  await page.evaluate((hash) => {
    location.hash = hash;
  }, LAB_RUN);
  await page.getByRole('button', { name: t.train, exact: true }).click();
  await page.locator('.lab-table tr[data-phase="done"]').waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: t.removeOthers, exact: true }).click();
  await page.locator('.lab-table tr[data-phase]').waitFor({ state: 'detached' });
}

async function restartEngine(page: Page): Promise<void> {
  const check = page.locator('[data-current="true"] .device-check');
  await check.getByRole('button', { name: deviceTexts.zh.again, exact: true }).click();
  await check.locator('.check-row.is-good').nth(3).waitFor({ timeout: 90_000 });
}

async function round(page: Page, number: number): Promise<void> {
  const { slides } = outline;
  await page.emulateMedia({ colorScheme: 'light' });
  for (const [i, slide] of slides.entries()) {
    await goTo(page, slide);
    // Another slide each round; back to Chinese, and to presenting, at the end.
    if (i === (number * 5) % (slides.length - 2) || i === slides.length - 1) {
      await page.locator('.deck-bar-language').click();
      await press(page, 'r');
      await slideShown(page);
      await page.emulateMedia({ colorScheme: i === slides.length - 1 ? 'light' : 'dark' });
    }
    if (i === 0 && number % 2 === 1) await restartEngine(page);
    if (!TRAINERS.includes(slide.id)) continue;
    // The run before was left; it has come somewhere when it is stopped.
    await until('a step of the run before', async () => {
      const { stepped, started } = await groups(page);
      return stepped === started;
    });
    await startRun(page);
  }
  await until('no run goes on', async () => (await groups(page)).going === 0);
  await trainInTheLab(page);
  await goTo(page, slides[0]!);
}

export async function soak(
  { browser, url }: { browser: Browser; url: string },
  { rounds, patience = Number.POSITIVE_INFINITY, engine, onRound }: SoakOptions,
): Promise<Soaked> {
  const began = performance.now();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    serviceWorkers: 'block',
  });
  await context.addInitScript(spyOnWorkers);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  const settings = { view: 'present', lang: 'zh', hide: 'predict', steps: '40', batch: '1' };
  await page.goto(`${url}?${new URLSearchParams({ ...settings, ...(engine && { engine }) })}`);
  await slideShown(page);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const holdings: Holding[] = [];
  for (let i = 0; i < WARM_UP + rounds; i += 1) {
    if (performance.now() - began > patience) break;
    await round(page, i);
    if (i < WARM_UP) continue;
    const holding = await holdingOf(page, devtools);
    holdings.push(holding);
    if (onRound?.(holdings.length, holding)) break;
  }
  await context.close();
  return { holdings, faults };
}

/** Mean of a figure over some rounds. */
function mean(holdings: readonly Holding[], figure: keyof Holding): number {
  return holdings.reduce((sum, holding) => sum + holding[figure], 0) / holdings.length;
}

/** Share by which the heap of the last rounds may be larger than that of the first. */
const HEAP_SLACK = 0.05;
/** Of the first rounds: code that the browser compiles again for speed is in the heap too. */
const EARLY_HEAP_SLACK = 0.1;
const EARLY_ROUNDS = 30;
/** Nodes and listeners of what a chart still draws when they are counted. */
const COUNT_SLACK = 0.01;

/** Growth from the first tenth of the rounds to the last, and errors: one sentence each. */
export function leaksOf({ holdings, faults }: Soaked): string[] {
  const tenth = Math.max(1, Math.floor(holdings.length / 10));
  const [first, last] = [holdings.slice(0, tenth), holdings.slice(-tenth)];
  const slacks: Record<keyof Holding, number> = {
    heap: holdings.length < EARLY_ROUNDS ? EARLY_HEAP_SLACK : HEAP_SLACK,
    nodes: COUNT_SLACK,
    listeners: COUNT_SLACK,
    workers: 0,
    device: 0,
  };
  const grown = (Object.keys(slacks) as (keyof Holding)[]).flatMap((figure) => {
    const [before, after] = [mean(first, figure), mean(last, figure)];
    if (after <= before * (1 + slacks[figure])) return [];
    return [`${figure} grew from ${before.toFixed(0)} to ${after.toFixed(0)} in ${holdings.length} rounds`];
  });
  return [...grown, ...new Set(faults)];
}
