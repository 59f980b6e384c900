/** @file The zip of a run: equal for equal runs wherever it is made, and safe from what readers type. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { pair } from '../data/conversation.ts';
import { CONTENDERS } from '../recipes/contenders.ts';
import { DEFAULT_LORA, makeSpec } from '../recipes/defaults.ts';
import type { ModelFiles } from '../train/protocol.ts';
import type { ModelName } from '../train/spec.ts';
import type { FinishedRun } from './finished-run.ts';
import { type Gap, TOOLS, type ToolId } from './gaps.ts';
import { runFiles } from './run-files.ts';
import { texts as words } from './texts.ts';
import { quoted } from './values.ts';

function shipped(model: ModelName = 'lesson7-zh'): ModelFiles {
  const file = (name: string) => readFileSync(`public/models/${model}/${name}`);
  return {
    config: file('config.json').toString(),
    tokenizer: file('tokenizer.json').toString(),
    weights: new Uint8Array(file('model.safetensors')),
  };
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: what a shell would read
const NASTY = '../"\n- [x]: {{ c }} #: !!python \\ \'\'\' """ \u2028 <eos> ${HOME} $(ls) `rm` %s 猫🙂/../..';
const plan = (spec: FinishedRun['spec']): FinishedRun => ({ spec, steps: [], evaluations: [], trained: [] });
const short = makeSpec({ method: DEFAULT_LORA, steps: 3, batchSize: 2 });

function textsOf(run: FinishedRun, realModel: string | null = null): Map<string, string> {
  const { files } = runFiles(run, shipped(), { language: 'en', realModel });
  return new Map(files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]));
}

describe('equal runs', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('give equal zips, in every time zone', async () => {
    const hours = new Set<number>();
    const zips: Uint8Array[] = [];
    for (const zone of ['UTC', 'Asia/Shanghai', 'America/Los_Angeles']) {
      vi.stubEnv('TZ', zone);
      hours.add(new Date(0).getHours());
      vi.resetModules();
      const fresh = await import('./zip.ts');
      const { files } = runFiles(plan(short), shipped(), { language: 'zh', realModel: 'Qwen/Qwen3-0.6B' });
      zips.push(fresh.zipped(files.filter(({ name }) => !name.endsWith('.safetensors'))));
    }
    // The zones are really others.
    expect(hours.size).toBe(3);
    expect(zips[1]).toEqual(zips[0]);
    expect(zips[2]).toEqual(zips[0]);
  }, 60_000);
});

describe('what readers type', () => {
  it('stays text in data, settings, scripts and the README, and names no file', () => {
    const examples = [0, 1].map((i) => ({
      system: '{{ system }}: #',
      turns: [
        { role: 'user' as const, content: `${i}? {% raw %} '''` },
        { role: 'assistant' as const, content: NASTY },
      ],
    }));
    const own = makeSpec({ method: DEFAULT_LORA, steps: 2, batchSize: 2, data: { examples } });
    const texts = textsOf(plan(own), NASTY);
    for (const name of ['data/train.jsonl', 'data/all.jsonl']) {
      const lines = texts.get(name)!.trimEnd().split('\n');
      for (const line of lines) {
        const { messages } = JSON.parse(line) as { messages: { role: string; content: string }[] };
        expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
        // The name of a special token would be read as the token.
        expect(messages[1]!.content).not.toContain('<eos>');
        expect(messages[1]!.content).toContain('`rm` %s 猫');
      }
    }
    // But for the name, everything is written as for a harmless one, and the name is one quoted text.
    const harmless = textsOf(plan(own), 'a/b');
    expect([...texts.keys()]).toEqual([...harmless.keys()]);
    for (const [name, text] of texts) {
      expect(name).toMatch(/^(\w[\w-]*\/)*\w[\w.-]*$/);
      if (!name.startsWith('real/')) continue;
      const inNotebook = (one: string) => JSON.stringify(quoted(one)).slice(1, -1);
      const inPlace = name.endsWith('.ipynb') ? inNotebook : quoted;
      expect(text.replaceAll(inPlace(NASTY), inPlace('a/b')), name).toBe(harmless.get(name));
      if (name.endsWith('.ipynb')) expect(() => JSON.parse(text)).not.toThrow();
      if (name.endsWith('train.yaml')) {
        const found = parse(text, { version: '1.1' }) as Record<string, unknown>;
        expect(found.model_name_or_path ?? found.base_model ?? found.model).toBe(NASTY);
      }
    }
    expect(JSON.parse(texts.get('run.json')!)).toMatchObject({ data: { examples: 2 } });
    const title = texts
      .get('README.md')!
      .split('\n')
      .find((line) => line.includes('The real thing'))!;
    expect(title).toContain('\\[x\\]');
    expect(title).toContain('\\`rm\\`');
  }, 30_000);
});

describe('what does not carry over', () => {
  function gapsOf(data: Partial<FinishedRun['spec']['data']>): [ToolId, Gap][] {
    const spec = makeSpec({ model: 'lesson7-en', method: DEFAULT_LORA, steps: 2, batchSize: 2, data });
    const options = { language: 'en', realModel: null } as const;
    const { files, report } = runFiles(plan(spec), shipped('lesson7-en'), options);
    const readme = new TextDecoder().decode(files.find(({ name }) => name === 'README.md')!.bytes);
    const found = report.tools.flatMap(({ tool, refused, gaps }) =>
      (refused ? [refused] : gaps).map((gap): [ToolId, Gap] => [tool, gap]),
    );
    for (const gap of [...report.run, ...found.map(([, gap]) => gap)])
      expect(readme).toContain(words.en[gap].replace('{steps}', String(report.steps)));
    return found;
  }
  const answered = (content: string) => ({
    examples: [pair('What is it?', 'The sheep.'), pair('What is it?', content)],
  });

  it('is reported as the README tells it, by tool', () => {
    const asked = gapsOf({});
    expect(asked).toContainEqual(['trlSft', 'gap_ownStart']);
    expect(asked).not.toContainEqual(['axolotl', 'gap_roleTokens']);
    expect(gapsOf({ maskPrompt: false })).toContainEqual(['axolotl', 'gap_roleTokens']);
    expect(gapsOf({ replay: 0.5 })).toContainEqual(['axolotl', 'gap_replay']);
  });

  // As axolotl 0.18 reads them with the tokenizer of the base.
  it.each([
    ['The sheep!', true],
    ['! The sheep.', true],
    ['[The sheep]', true],
    ['number one.', true],
    ['The number.', false],
  ])('%s has an end in common with the placeholder of axolotl: %s', (content, is) => {
    const gaps = gapsOf(answered(content)).filter(([, gap]) => gap === 'gap_placeholder');
    expect(gaps).toEqual(is ? [['axolotl', 'gap_placeholder']] : []);
  });
});

describe('every method', () => {
  it.each(CONTENDERS.map(({ id, method }) => [id, method] as const))(
    '%s is written for the tools that can, and the README says why not for the others',
    (_, method) => {
      const spec = makeSpec({ method, steps: 2, batchSize: 2 });
      const texts = textsOf(plan(spec));
      const readme = texts.get('README.md')!;
      const tools = TOOLS.filter((tool) => texts.has(file(tool)));
      const refused = readme.match(/Nothing is written for it:/g)?.length ?? 0;
      expect(tools.length + refused).toBe(TOOLS.length);
      if (!(method.name === 'prefix' && method.projection !== null)) expect(tools).toContain('trl');
      expect(readme).not.toMatch(/\{\w+\}/);
    },
  );
  const file = (tool: (typeof TOOLS)[number]) =>
    ({
      trl: 'trl/train.py',
      trlSft: 'trl/sft.yaml',
      llamafactory: 'llamafactory/train.yaml',
      axolotl: 'axolotl/train.yaml',
      unsloth: 'unsloth/train.yaml',
      mlx: 'mlx/lora.yaml',
    })[tool];
});
