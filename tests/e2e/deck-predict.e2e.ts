/** @file Slides that ask for a prediction show no result of it, in the demo or in words, before the guess or the skip. */
import { expect, it } from 'vitest';
import { partTexts } from '../../src/widgets/parts/texts.ts';
import { openDeck, outline } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';
import { goTo } from './lib/talk.ts';

const stage = givenDeck();
const PREDICTING = [
  'why-works',
  'data-quality',
  'sft-limits',
  'peft',
  'soft-prompts',
  'lora-idea',
  'lora-inside',
];

it.each(['zh', 'en'] as const)(
  'in %s',
  async (language) => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present&lang=${language}`);
    const slide = page.locator('[data-current="true"]');
    for (const id of PREDICTING) {
      await goTo(page, outline.slides.find((one) => one.id === id)!);
      const skip = slide.getByRole('button', { name: partTexts[language].skip, exact: true });
      await skip.waitFor();
      const results = slide.locator('.widget :is(figure, table, .finding)');
      const shown = async () =>
        (await Promise.all((await results.all()).map((one) => one.isVisible()))).filter(Boolean).length;
      expect(await shown(), id).toBe(0);
      // The same of the words beside it.
      const hidden = slide.locator('.until-guess[data-on] > :not(.until-guess-note)');
      for (const part of await hidden.all()) expect(await part.isVisible(), id).toBe(false);
      await skip.click();
      await expect.poll(shown, { message: id }).toBeGreaterThan(0);
    }
    await close();
  },
  120_000,
);
