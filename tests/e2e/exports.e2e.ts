/** @file A run leaves the page as one zip, from the LoRA lab and from the workshop, and a config of a tool comes in. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configTexts } from '../../src/lab/config-file/texts.ts';
import { texts as workshopTexts } from '../../src/widgets/data-workshop/texts.ts';
import { texts as loraTexts } from '../../src/widgets/lora-lab/texts.ts';
import { type Lab, openLab, stateIs } from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

/** The texts of the one zip that a press gives, by name. */
async function zipOf(page: Page, press: Locator): Promise<Map<string, string>> {
  let count = 0;
  page.on('download', () => count++);
  const [download] = await Promise.all([page.waitForEvent('download'), press.click()]);
  expect(download.suggestedFilename()).toMatch(/^lesson7-\w+-\w+-seed\d+\.zip$/);
  const files = unzipSync(await readFile(await download.path()));
  expect(count).toBe(1);
  return new Map(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

describe('a run', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(stage, { slide: 'lora-idea', language: 'en', query: { steps: 10, batch: 2 } });
  });
  afterAll(() => closeSound(lab));

  it('leaves the LoRA lab with all that it takes to train it again, and the curve to expect', async () => {
    await lab.primary.click();
    await stateIs(lab, 'done');
    await lab.widget.getByRole('tab', { name: loraTexts.en.export, exact: true }).click();
    const press = lab.widget.getByRole('button', { name: loraTexts.en.exportNow, exact: true });
    const files = await zipOf(lab.page, press);
    const readme = files.get('README.md')!;
    for (const command of ['python trl/train.py', 'llamafactory-cli train llamafactory/train.yaml'])
      expect(readme).toContain(command);
    const [first, ...steps] = files.get('curve.csv')!.trimEnd().split('\n');
    expect(first).toBe('step,loss,accuracy,gradientNorm,learningRate');
    expect(steps).toHaveLength(10);
    const last = Number(steps.at(-1)!.split(',')[1]);
    expect(readme).toContain(`step 10: ${last.toFixed(4)}`);
    expect(files.get('data/train.jsonl')!.trimEnd().split('\n')).toHaveLength(20);
    for (const name of [
      'start/adapter_model.safetensors',
      'trained/adapter_model.safetensors',
      'base/config.json',
    ])
      expect([...files.keys()]).toContain(name);
  });
});

it('the workshop’s data leave as a plan, which says that it has no curve yet', async () => {
  const t = workshopTexts.zh;
  const query = { steps: 10, source: 'hand', w: 'data-workshop' };
  const lab = await openLab(stage, { slide: 'data-sources', query });
  await lab.widget.getByLabel(t.question, { exact: true }).fill('小猫喜欢什么？{{ }} "\'');
  await lab.widget.getByLabel(t.answer, { exact: true }).fill('小猫喜欢鱼。');
  await lab.widget.getByRole('button', { name: t.add, exact: true }).click();
  await lab.widget.getByRole('tab', { name: t.files, exact: true }).click();
  const files = await zipOf(lab.page, lab.widget.getByRole('button', { name: t.exportPlan, exact: true }));
  expect(files.get('README.md')).toContain('还没有训练过');
  expect(files.get('data/all.jsonl')).toContain('小猫喜欢什么？{{ }}');
  await closeSound(lab);
});

it('a config of a tool opens as a run in the lab, with what does not carry over', async () => {
  const t = configTexts.en;
  const page = await (await stage.browser.newContext({ serviceWorkers: 'block' })).newPage();
  await page.goto(`${stage.url}?lang=en#lab`);
  const config =
    'stage: sft\nmodel_name_or_path: Qwen/Qwen3-4B\nfinetuning_type: lora\nlora_rank: 4\nlora_alpha: 12\n';
  const told = page.locator('.lab-config [role="status"]');
  await page.getByLabel(t.open, { exact: true }).setInputFiles({
    name: 'train.yaml',
    mimeType: 'text/yaml',
    buffer: Buffer.from(`${config}bf16: true\n`),
  });
  await told.getByText(t.skippedList, { exact: false }).waitFor();
  expect(await told.locator('li').allTextContents()).toEqual([
    `model_name_or_path: Qwen/Qwen3-4B – ${t.model}`,
    `bf16: true – ${t.precision}`,
  ]);
  await page.context().close();
});
