/** @file A run of two lanes, full fine-tuning and LoRA side by side, for tests that disturb it: what it came to, step by step. */
import type { Page } from 'playwright';
import type { WorkerEvent } from '../../../src/train/protocol.ts';
import { partTexts } from '../../../src/widgets/parts/texts.ts';
import { button, eventsOf, holdStarts, type Lab, openLab, startedRun, stateIs, until } from './lab.ts';
import type { Stage } from './stage.ts';

export const STEPS = 20;
export const METHODS = ['full', 'lora'] as const;

export type Curves = Record<(typeof METHODS)[number], { losses: number[]; evaluations: [number, number][] }>;

export function openTwoLanes(stage: Stage, engine: 'webgpu' | 'cpu'): Promise<Lab> {
  return openLab(stage, { slide: 'lora-idea', query: { steps: STEPS, batch: 2, engine } });
}

/** The chart of losses in words, as a screen reader has it. */
export function captionOf(lab: Lab): Promise<string | null> {
  return lab.widget.getByRole('figure', { name: /损失/ }).locator('figcaption').first().textContent();
}

/** The same, once both curves are drawn to their ends. */
export async function wholeCaption(lab: Lab): Promise<string> {
  let caption: string | null = null;
  await until('both curves', async () => {
    caption = await captionOf(lab);
    return caption?.split(`（${STEPS} 步）`).length === 5;
  });
  return caption as unknown as string;
}

/** What a run came to: of a step that was taken again, the last try counts. */
export async function curvesOf({ page }: Lab): Promise<Curves> {
  const [steps, evaluations] = [await eventsOf(page, 'steps'), await eventsOf(page, 'evaluation')];
  const of = async (method: (typeof METHODS)[number]) => {
    const { runId } = await startedRun(page, method);
    const losses = new Map<number, number>();
    for (const event of steps)
      if (event.runId === runId) for (const { step, loss } of event.points) losses.set(step, loss);
    const measured = new Map<number, number>();
    for (const event of evaluations)
      if (event.runId === runId) measured.set(event.point.step, event.point.validationLoss);
    return { losses: [...losses.values()], evaluations: [...measured] };
  };
  return { full: await of('full'), lora: await of('lora') };
}

/** Step of the newest checkpoint of each run; the checkpoints themselves are large. */
export const checkpoints = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const { events } = (globalThis as unknown as { spied: { events: WorkerEvent[] } }).spied;
    return Object.fromEntries(
      events.flatMap((event) =>
        event.type === 'checkpoint' ? [[event.runId, event.snapshot.step] as const] : [],
      ),
    );
  });

/** Steps of the checkpoints in storage, which must be there: asking for what was deleted would make it again. */
export const storedSteps = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const wait = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await wait(indexedDB.open('lesson7'));
    const groups = await wait(database.transaction('checkpoints').objectStore('checkpoints').getAll());
    database.close();
    return (groups as { runs: { snapshot: { step: number } | null }[] }[]).flatMap(({ runs }) =>
      runs.map(({ snapshot }) => snapshot?.step ?? 0),
    );
  });

/** Trains a few single steps; whenever it pauses, everything is checkpointed. */
export async function pausedWithCheckpoints(lab: Lab): Promise<void> {
  await holdStarts(lab.page, true);
  await lab.primary.click();
  await stateIs(lab, 'paused');
  await holdStarts(lab.page, false);
  for (let step = 1; step <= 3; step++) {
    await button(lab, partTexts.zh.step).click();
    await until(`checkpoints of step ${step}`, async () => {
      const steps = Object.values(await checkpoints(lab.page));
      return steps.length === 2 && steps.every((checkpointed) => checkpointed === step);
    });
  }
  await stateIs(lab, 'paused');
}
