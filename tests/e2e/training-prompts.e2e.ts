/** @file Complete or answer: recorded answers first, then the two models; and invalid prompts. */
import { expect, it } from 'vitest';
import { texts } from '../../src/widgets/complete-or-answer/texts.ts';
import { messageTexts } from '../../src/wording/messages.ts';
import {
  button,
  commandsOf,
  eventsOf,
  openLab,
  reachesStep,
  stateIs,
  until,
  warm,
  words,
} from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

it('recorded words stand on both sides first; then the base streams, and after some tuning both do', async () => {
  const lab = await openLab(stage, { slide: 'why-tune' });
  const { page, widget } = lab;
  const t = texts.zh;
  const base = widget.getByRole('region', { name: t.base });
  const tuned = widget.getByRole('region', { name: t.tuned });
  // Recorded: both sides have words, and the line below says where they come from.
  await base.locator('.stream-token').first().waitFor();
  await tuned.locator('.stream-token').first().waitFor();
  expect(await widget.locator('.source-note').textContent()).toContain(words('zh').recording);
  const finding = await widget.locator('.finding').textContent();

  await warm(page);
  await button(lab, t.generate).click();
  await until('the base has written', async () => (await eventsOf(page, 'generated')).length === 1);
  const [said] = await eventsOf(page, 'generated');
  const streamed = await eventsOf(page, 'token');
  expect(streamed.length).toBeGreaterThan(3);
  expect(streamed.every(({ requestId }) => requestId === said!.requestId)).toBe(true);
  await until(
    'its words stand there',
    async () => (await base.locator('.stream-token').count()) === streamed.length,
  );
  // The same model, seed and prompt as the recording's: the same words.
  expect(finding).toContain(said!.text);
  expect(await widget.locator('.source-note').textContent()).toContain(words('zh').live);

  await button(lab, t.tuneNow).click();
  await reachesStep(lab, 3);
  await button(lab, words('zh').stop).click();
  await stateIs(lab, 'stopped');
  await button(lab, t.generate).click();
  await until('both have written', async () => (await eventsOf(page, 'generated')).length === 3);
  const asked = await commandsOf(page, 'generate');
  expect(asked.map(({ runId }) => runId === null)).toEqual([true, true, false]);
  await until('both sides have words', async () =>
    (await Promise.all([base, tuned].map((side) => side.locator('.stream-token').count()))).every(
      (count) => count > 0,
    ),
  );
  await closeSound(lab);
});

it.each(['zh', 'en'] as const)(
  'a prompt that cannot be read gets one sentence, and nothing is lost (%s)',
  async (language) => {
    const lab = await openLab(stage, { slide: 'why-tune', language });
    const { page, widget } = lab;
    const t = texts[language];
    const messages = messageTexts[language];
    const field = widget.getByRole('textbox', { name: t.prompt });
    const alerts = widget.getByRole('alert');
    await warm(page);
    await button(lab, t.generate).click();
    await until('the base has written', async () => (await eventsOf(page, 'generated')).length === 1);
    const before = await widget.locator('.model-answer-base .token-stream').textContent();

    const refused = async (prompt: string, sentence: string) => {
      await field.fill(prompt);
      await button(lab, t.generate).click();
      await until('one sentence', async () => (await alerts.allTextContents()).join('|') === sentence);
      expect(await field.inputValue()).toBe(prompt);
      expect(await widget.locator('.model-answer-base .token-stream').textContent()).toBe(before);
    };
    await refused('', messages.promptEmpty);
    await refused('   ', messages.promptEmpty);
    await refused(
      (language === 'zh' ? '猫' : 'cat ').repeat(10_000).slice(0, 10_000),
      messages.promptTooLong,
    );
    expect(await commandsOf(page, 'generate')).toHaveLength(1);

    // Longer than the context, but within the limit of the page: only the model refuses it.
    await field.fill((language === 'zh' ? '猫喜欢吃鱼' : 'the cat likes fish ').repeat(40));
    await button(lab, t.generate).click();
    await until(
      'one sentence',
      async () => (await widget.getByText(messages.promptTooLong, { exact: true }).count()) === 1,
    );

    // Characters that it has never seen are marked, and it answers all the same.
    await field.fill('🦄🚀');
    await until('marks', async () => (await widget.locator('.prompt-tokens .is-unknown').count()) > 0);
    expect(await widget.getByText(t.unknown, { exact: true }).count()).toBe(1);
    await button(lab, t.generate).click();
    await until('an answer', async () => (await eventsOf(page, 'generated')).length === 2);
    expect(await alerts.count()).toBe(0);
    await closeSound(lab);
  },
);
