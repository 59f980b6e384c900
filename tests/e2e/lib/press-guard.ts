/** @file The guard against double presses measures time and marks its end by no event, so a test moves the page's clock. */
import type { Page } from 'playwright';
import { DOUBLE_PRESS_MS } from '../../../src/widgets/parts/TrainControls.tsx';

/** Puts the page's clock forward past the guard against double presses, so that the next press counts as a press of its own. */
export function passPressGuard(page: Page): Promise<void> {
  return page.evaluate((milliseconds) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + milliseconds;
  }, DOUBLE_PRESS_MS);
}
