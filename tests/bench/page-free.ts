/** @file Whether the built page stays free while two runs train: its long tasks, and how soon it answers Train. */
import type { Browser } from 'playwright';
import { serveBelow } from '../e2e/lib/host.ts';
import { commandsOf, openLab, stateIs, stepShown, warm } from '../e2e/lib/lab.ts';

export interface Freedom {
  /** Milliseconds from each press on Train to the first frame that shows an answer. */
  answers: number[];
  /** Milliseconds of every task over 50 ms on the page's thread, from the press to the end of watching. */
  longTasks: number[];
  /** Seconds watched, and the steps of both runs in them. */
  seconds: number;
  steps: number;
}

const GOAL_ANSWER = 100;
const GOAL_TASK = 50;

interface Watch {
  tasks: { start: number; duration: number }[];
  answers: number[];
}

/** Runs in the page, before all else. */
function watch(): void {
  const seen: Watch = { tasks: [], answers: [] };
  Object.assign(globalThis, { watched: seen });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  // The button's label changes first; the next frame shows it.
  addEventListener(
    'click',
    ({ target, timeStamp }) => {
      const button = (target as Element).closest?.('.train-primary');
      if (!button) return;
      new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => seen.answers.push(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      }).observe(button, { characterData: true, childList: true, subtree: true });
    },
    { capture: true },
  );
}

/** Trains the lab's default race for a while, after the warm-up that every reader's page makes. */
export async function measureFreedom(browser: Browser, seconds = 20): Promise<Freedom> {
  const host = await serveBelow();
  const lab = await openLab(
    { browser, url: host.url },
    {
      slide: 'lora-idea',
      language: 'en',
      prepare: (context) => context.addInitScript(watch),
    },
  );
  const { page } = lab;
  const watched = () => page.evaluate(() => (globalThis as unknown as { watched: Watch }).watched);
  try {
    await warm(page);
    const pressed = await page.evaluate(() => performance.now());
    await lab.primary.click();
    // No requests to the page during the measurement: each is work on its thread.
    await page.waitForTimeout(1000 * seconds);
    const { tasks, answers } = await watched();
    const steps = await stepShown(lab);
    if (answers.length === 0) throw new Error('Train got no answer.');
    const end = await page.evaluate(() => performance.now());
    await page.getByRole('button', { name: 'Stop', exact: true }).first().click();
    await stateIs(lab, 'stopped', 'done');
    if ((await commandsOf(page, 'start')).length !== 1) throw new Error('More than one start.');
    return {
      answers,
      longTasks: tasks.filter(({ start }) => start >= pressed).map(({ duration }) => duration),
      seconds: (end - pressed) / 1000,
      steps,
    };
  } finally {
    await lab.close();
    await host.close();
  }
}

export function freedomTable({ answers, longTasks, seconds, steps }: Freedom): string {
  const longest = Math.max(0, ...longTasks);
  const answer = Math.max(...answers);
  const rows = [
    [`the page while two runs train (${seconds.toFixed(0)} s, ${steps} steps each)`, 'measured', 'goal'],
    [
      'tasks over 50 ms on the page’s thread',
      String(longTasks.length),
      `0 ${verdict(longTasks.length === 0)}`,
    ],
    [
      'longest of them',
      longest === 0 ? '–' : `${longest.toFixed(0)} ms`,
      `<= ${GOAL_TASK} ms ${verdict(longest <= GOAL_TASK)}`,
    ],
    [
      'from Train to the first visible answer',
      `${answer.toFixed(0)} ms`,
      `< ${GOAL_ANSWER} ms ${verdict(answer < GOAL_ANSWER)}`,
    ],
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([name, value, goal]) => `${name!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${goal}`)
    .join('\n');
}

const verdict = (met: boolean): string => (met ? 'yes' : 'NO');
