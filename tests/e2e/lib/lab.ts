/**
 * @file What the training tests share: a slide with its widget, found by what a reader sees, and a spy that records
 * the messages between page and worker. The product does not depend on the spy.
 */
import type { BrowserContext, Locator, Page } from 'playwright';
import type { Language } from '../../../src/page/language.ts';
import type { GroupState, WorkerCommand, WorkerEvent } from '../../../src/train/protocol.ts';
import { partTexts } from '../../../src/widgets/parts/texts.ts';
import { slideShown } from './deck.ts';
import type { Stage } from './stage.ts';

/** Milliseconds: long enough for two busy cores and a software adapter. */
const TIMEOUT_MS = 90_000;

/** Polls until a condition holds; the error names the condition. The one place that polls by time. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  timeout = TIMEOUT_MS,
): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${timeout / 1000} s for: ${what}`);
    await new Promise((again) => setTimeout(again, 40));
  }
}

export interface Lab {
  page: Page;
  context: BrowserContext;
  /** The widget of the slide now shown. */
  widget: Locator;
  /** The one button that trains, pauses and resumes. */
  primary: Locator;
  status: Locator;
  /** Uncaught errors of the page. */
  faults: string[];
  /** URLs of all requests, the worker's included. */
  requests: string[];
  close(): Promise<void>;
}

export interface LabOptions {
  slide:
    | 'why-tune'
    | 'sft'
    | 'data-sources'
    | 'data-quality'
    | 'sft-limits'
    | 'lora-idea'
    | 'lora-inside'
    | 'lora-sweep'
    | 'peft'
    | 'peft-families'
    | 'soft-prompts'
    | 'tasks'
    | 'difference'
    | 'adapters';
  /** Settings in the address; predictions are hidden by default. */
  query?: Readonly<Record<string, string | number>>;
  language?: Language;
  /** Before the page is opened, such as routes. */
  prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** Runs in the page, before all else. */
export function spyOnWorkers(): void {
  const messages = { commands: [] as unknown[], events: [] as unknown[], holdsStarts: false };
  Object.assign(globalThis, { spied: messages });
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      Object.assign(globalThis, { spiedWorker: this });
      this.addEventListener('message', ({ data }) => messages.events.push(data));
    }
    override postMessage(message: unknown): void {
      messages.commands.push(message);
      super.postMessage(message);
      const { type, groupId } = message as { type: string; groupId?: string };
      if (messages.holdsStarts && type === 'start')
        super.postMessage({ type: 'pause', groupId, reason: 'user' });
    }
  };
}

export async function openLab({ browser, url }: Stage, options: LabOptions): Promise<Lab> {
  const { slide, query = {}, language = 'zh', prepare } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    // A worker of another kind would answer requests before the tests see them.
    serviceWorkers: 'block',
  });
  await context.addInitScript(spyOnWorkers);
  await prepare?.(context);
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  context.on('request', (request) => requests.push(request.url()));
  const settings = { view: 'present', lang: language, hide: 'predict', ...query };
  const search = new URLSearchParams(Object.entries(settings).map(([key, value]) => [key, String(value)]));
  await page.goto(`${url}?${search}#${slide}`);
  await slideShown(page);
  const widget = page.locator('[data-current="true"] .widget');
  await widget.waitFor();
  return {
    page,
    context,
    widget,
    primary: widget.locator('.train-primary'),
    status: widget.locator('.run-status'),
    faults,
    requests,
    close: () => context.close(),
  };
}

type EventOf<Kind extends WorkerEvent['type']> = Extract<WorkerEvent, { type: Kind }>;

/** All events of one kind from the worker. */
export function eventsOf<Kind extends WorkerEvent['type']>(page: Page, kind: Kind): Promise<EventOf<Kind>[]> {
  return page.evaluate(
    (wanted) =>
      (globalThis as unknown as { spied: { events: WorkerEvent[] } }).spied.events.filter(
        ({ type }) => type === wanted,
      ),
    kind,
  ) as Promise<EventOf<Kind>[]>;
}

export function commandsOf<Kind extends WorkerCommand['type']>(
  page: Page,
  kind: Kind,
): Promise<Extract<WorkerCommand, { type: Kind }>[]> {
  return page.evaluate(
    (wanted) =>
      (globalThis as unknown as { spied: { commands: WorkerCommand[] } }).spied.commands.filter(
        ({ type }) => type === wanted,
      ),
    kind,
  ) as Promise<Extract<WorkerCommand, { type: Kind }>[]>;
}

/** The run of a method in the page's first start, or in a later one. */
export async function startedRun(page: Page, method: 'full' | 'lora', start = 0) {
  const starts = await commandsOf(page, 'start');
  const run = starts[start]?.runs.find(({ spec }) => spec.method.name === method);
  if (!run) throw new Error(`There were ${starts.length} starts, and no such run of ${method}.`);
  return run;
}

/** The points of one run, as the worker sent them. */
export async function pointsOf(page: Page, runId: string) {
  const events = await eventsOf(page, 'steps');
  return events.filter((event) => event.runId === runId).flatMap(({ points }) => points);
}

/** The losses of every run of the page's newest start, in the order of its lanes. */
export async function lossesOf(page: Page): Promise<number[][]> {
  const { runs } = (await commandsOf(page, 'start')).at(-1)!;
  return Promise.all(runs.map(async ({ runId }) => (await pointsOf(page, runId)).map(({ loss }) => loss)));
}

/** Waits until the engine has loaded a base and compiled what the default runs need. */
export function warm(page: Page): Promise<void> {
  return until('the warm-up ends', async () =>
    (await eventsOf(page, 'progress')).some(
      ({ phase, done, total }) => phase === 'compile' && done === total,
    ),
  );
}

/**
 * Whether groups that are started from now on stand paused before their first step. A test that presses Pause in time
 * depends on how fast the machine trains.
 */
export function holdStarts(page: Page, holds: boolean): Promise<void> {
  return page.evaluate((holdsStarts) => {
    Object.assign((globalThis as unknown as { spied: object }).spied, { holdsStarts });
  }, holds);
}

/** Waits for a state of the status line under the buttons. */
export async function stateIs(lab: Pick<Lab, 'status'>, ...states: GroupState[]): Promise<void> {
  await until(`a state of ${states.join(' or ')}`, async () => {
    const now = (await lab.status.getAttribute('data-state')) as GroupState | null;
    if (now === 'failed' && !states.includes(now)) throw new Error('The run failed.');
    return now !== null && states.includes(now);
  });
}

/** The step that the progress bar shows. */
export async function stepShown(lab: Pick<Lab, 'status'>): Promise<number> {
  const bar = lab.status.locator('progress');
  return (await bar.count()) > 0 ? Number((await bar.getAttribute('value')) ?? 0) : 0;
}

export function reachesStep(lab: Pick<Lab, 'status'>, step: number): Promise<void> {
  return until(`step ${step}`, async () => {
    if ((await lab.status.getAttribute('data-state')) === 'failed') throw new Error('The run failed.');
    return (await stepShown(lab)) >= step;
  });
}

export function words(language: Language) {
  return partTexts[language];
}

/** A control of the widget by the catalogue's name for it. */
export function button(lab: Lab, name: string): Locator {
  return lab.widget.getByRole('button', { name, exact: true });
}

/** Moves a range to one of its ends by keyboard, as a reader would. */
export async function slideTo(lab: Lab, label: string | RegExp, end: 'Home' | 'End'): Promise<void> {
  const range = lab.widget.getByRole('slider', { name: label });
  await range.focus();
  await lab.page.keyboard.press(end);
}

/** Presses Tab until a control has the focus, as someone without a pointer does. */
export async function focusByTab(lab: Lab, control: Locator): Promise<void> {
  const MOST_STOPS = 80;
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await lab.page.keyboard.press('Tab');
  }
  throw new Error(`No ${MOST_STOPS} presses of Tab lead there.`);
}

/** Headless browsers do not hide tabs, so the test dispatches the event. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    Object.defineProperty(document, 'visibilityState', {
      value: value ? 'hidden' : 'visible',
      configurable: true,
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
