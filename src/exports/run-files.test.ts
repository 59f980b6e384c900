/** @file The zip of a run: equal for equal runs wherever it is made, and safe from what readers type. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CONTENDERS } from '../recipes/contenders.ts';
import { DEFAULT_LORA, makeSpec } from '../recipes/defaults.ts';
import type { ModelFiles } from '../train/protocol.ts';
import type { FinishedRun } from './finished-run.ts';
import { TOOLS } from './gaps.ts';
import { runFiles } from './run-files.ts';
import { zipped } from './zip.ts';

function shipped(): ModelFiles {
  const file = (name: string) => readFileSync(`public/models/lesson7-zh/${name}`);
  return {
    config: file('config.json').toString(),
    tokenizer: file('tokenizer.json').toString(),
    weights: new Uint8Array(file('model.safetensors')),
  };
}

const NASTY = '"\n- [x]: {{ c }} # !!python \\ \'\'\' """ \u2028 <eos> $HOME `rm` %s 猫';
const plan = (spec: FinishedRun['spec']): FinishedRun => ({ spec, steps: [], evaluations: [], trained: [] });
const short = makeSpec({ method: DEFAULT_LORA, steps: 3, batchSize: 2 });

async function textsOf(run: FinishedRun, realModel: string | null = null): Promise<Map<string, string>> {
  const files = await runFiles(run, shipped(), { language: 'en', realModel });
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
      const files = await runFiles(plan(short), shipped(), { language: 'zh', realModel: 'Qwen/Qwen3-0.6B' });
      zips.push(await fresh.zipped(files.filter(({ name }) => !name.endsWith('.safetensors'))));
    }
    // The zones are really others.
    expect(hours.size).toBe(3);
    expect(zips[1]).toEqual(zips[0]);
    expect(zips[2]).toEqual(zips[0]);
  }, 60_000);
});

describe('what readers type', () => {
  it('stays text in data, settings, scripts and the README', async () => {
    const examples = [0, 1].map((i) => ({
      system: NASTY,
      turns: [
        { role: 'user' as const, content: `${i} ${NASTY}` },
        { role: 'assistant' as const, content: NASTY },
      ],
    }));
    const own = makeSpec({ method: DEFAULT_LORA, steps: 2, batchSize: 2, data: { examples } });
    const texts = await textsOf(plan(own), NASTY);
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
    for (const [name, text] of texts) {
      if (!name.startsWith('real/')) continue;
      if (name.endsWith('.yaml')) {
        const { parse } = await import('yaml');
        const found = parse(text, { version: '1.1' }) as Record<string, unknown>;
        const model = found.model_name_or_path ?? found.base_model ?? found.model;
        if (model !== undefined) expect(model).toBe(NASTY);
      }
      if (name.endsWith('train.py')) {
        const line = text.split('\n').find((one) => one.startsWith('tokenizer = '))!;
        expect(JSON.parse(/\((".*")\)$/.exec(line)![1]!)).toBe(NASTY);
      }
      if (name.endsWith('.ipynb')) expect(() => JSON.parse(text)).not.toThrow();
    }
    const title = texts
      .get('README.md')!
      .split('\n')
      .find((line) => line.includes('The real thing'))!;
    expect(title).toContain('\\[x\\]');
    expect(title).toContain('\\`rm\\`');
  }, 30_000);
});

describe('every method', () => {
  it.each(CONTENDERS.map(({ id, method }) => [id, method] as const))(
    '%s is written for the tools that can, and the README says why not for the others',
    async (_, method) => {
      const spec = makeSpec({ method, steps: 2, batchSize: 2 });
      const texts = await textsOf(plan(spec));
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

it('many examples are packed in pieces', async () => {
  const examples = Array.from({ length: 10_000 }, (_, i) => ({
    turns: [
      { role: 'user' as const, content: `Question ${i}?` },
      { role: 'assistant' as const, content: `Answer ${i}.` },
    ],
  }));
  const pauses = vi.spyOn(globalThis, 'setTimeout');
  const spec = makeSpec({ method: DEFAULT_LORA, steps: 20, data: { examples } });
  const files = await runFiles(plan(spec), shipped(), { language: 'en', realModel: null });
  const made = pauses.mock.calls.length;
  // One for every two hundred rows at least.
  expect(made).toBeGreaterThanOrEqual(50);
  const zip = await zipped(files.filter(({ name }) => name.startsWith('data/')));
  expect(pauses.mock.calls.length).toBeGreaterThan(made);
  const all = new TextDecoder().decode(unzipSync(zip)['data/all.jsonl']);
  expect(all.trimEnd().split('\n')).toHaveLength(10_000);
  pauses.mockRestore();
}, 60_000);
