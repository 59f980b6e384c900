/** @file Going through a whole talk: every slide with all its steps and its demos loaded. */
import type { BrowserContext, Page } from 'playwright';
import { outline, slideShown } from './deck.ts';

/** Goes to a slide as a link in the page would, shows all its steps and waits for its demos. */
export async function goTo(page: Page, slide: (typeof outline.slides)[number]): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `${slide.id}:${slide.steps}`);
  await page.locator(`section[data-current="true"][data-slide="${slide.id}"] .slide-content`).waitFor();
  await slideShown(page);
  if (slide.widgets.length > 0) await page.locator('[data-current="true"] .widget').first().waitFor();
}

export async function walkSlides(page: Page): Promise<void> {
  for (const slide of outline.slides) await goTo(page, slide);
}

/** Collects violations of the page's policy: each refusal is one line of its console. */
export function violationsOf(context: BrowserContext): string[] {
  const violations: string[] = [];
  context.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) {
      // What was refused may be a whole font; which rule did it stands at the end.
      const text = message.text();
      violations.push(text.length > 400 ? `${text.slice(0, 200)} … ${text.slice(-200)}` : text);
    }
  });
  return violations;
}
