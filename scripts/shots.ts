/**
 * @file Screenshots of every slide: presenting (light, dark), on a phone, on paper, both languages, into
 * `shots/`. Needs a built page. Usage: `npm run shots -- [slide-id …]`.
 */
import { mkdirSync } from 'node:fs';
import { openBrowser, openDeck, outline, slideShown } from '../tests/e2e/lib/deck.ts';
import { servePage } from './lib/server.ts';

const asked = process.argv.slice(2);
if (asked.includes('--help')) {
  console.log(`npm run shots -- [slide-id …]

Draws every slide, or the named ones, as pictures into shots/: presenting, on a phone, read, light and dark, and as a PDF.
Needs a built page (npm run build). Slides: ${outline.slides.map(({ id }) => id).join(', ')}`);
  process.exit(0);
}
const unknown = asked.filter((id) => !outline.slides.some((slide) => slide.id === id));
if (unknown.length > 0) {
  console.error(`There is no slide ${unknown.join(', ')}. npm run shots -- --help lists them.`);
  process.exit(2);
}
const slides = outline.slides.filter(({ id }) => asked.length === 0 || asked.includes(id));
const EDITIONS = [
  { name: 'present-zh', query: 'view=present&lang=zh' },
  { name: 'present-en-dark', query: 'view=present&lang=en', colorScheme: 'dark' },
  { name: 'phone-zh-dark', query: 'view=read&lang=zh', phone: true, colorScheme: 'dark' },
  { name: 'phone-en', query: 'view=read&lang=en', phone: true },
  { name: 'read-zh', query: 'view=read&lang=zh' },
] as const;
/** Widgets draw their recordings in this time. */
const SETTLE_MS = 900;

const server = await servePage({ port: 0 });
const browser = await openBrowser();
try {
  for (const edition of EDITIONS) {
    const phone = 'phone' in edition;
    const folder = `shots/${edition.name}`;
    mkdirSync(folder, { recursive: true });
    const { page, close } = await openDeck(browser, `${server.url}?${edition.query}`, {
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 720 },
      colorScheme: 'colorScheme' in edition ? edition.colorScheme : 'light',
      ...(phone && { isMobile: true, hasTouch: true }),
    });
    for (const { id, steps } of slides) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `${id}:${steps}`);
      await slideShown(page);
      await page.waitForTimeout(SETTLE_MS);
      const path = `${folder}/${String(outline.slides.findIndex((slide) => slide.id === id) + 1).padStart(2, '0')}-${id}.png`;
      if (!edition.query.includes('read')) {
        await page.screenshot({ path });
        continue;
      }
      // A window as high as the slide, so that nothing scrolls or loads while the screenshot is taken.
      const section = page.locator(`[data-slide="${id}"]`);
      const height = await section.evaluate((element) => element.scrollHeight);
      await page.setViewportSize({ width: phone ? 390 : 1280, height: Math.min(6000, height + 80) });
      await page.waitForTimeout(SETTLE_MS);
      await section.screenshot({ path });
    }
    await close();
    console.log(`${folder}: ${slides.length} slides`);
  }
  const { page, close } = await openDeck(browser, `${server.url}?view=print&lang=zh`);
  await page.waitForTimeout(6000);
  await page.pdf({ path: 'shots/lesson7-zh.pdf', preferCSSPageSize: true, printBackground: true });
  console.log('shots/lesson7-zh.pdf');
  await close();
} finally {
  await browser.close();
  await server.close();
}
