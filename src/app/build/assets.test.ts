/** @file Texts and bytes that are embedded in the one-file edition: plain, as base64, or compressed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { embeddedBytes, loadAsset, loadAssetBytes } from '../../page/assets.ts';
import { embeddedAssets } from './one-file.ts';

let folder = '';
afterEach(() => {
  globalThis.__LESSON7_ASSETS__ = undefined;
  rmSync(folder, { recursive: true, force: true });
});

it('gives back what the build carried, recordings smaller than they were', async () => {
  folder = mkdtempSync(join(tmpdir(), 'lesson7-'));
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const recording = JSON.stringify({
    损失: Array.from({ length: 500 }, (_, i) => ({ step: i, loss: 1.25 })),
  });
  const weights = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
  put('runs/sft-live-zh.json', recording);
  put('models/m/config.json', '{"a":1}');
  put('models/m/README.md', 'not carried');
  put('adapters/zh/qa/adapter_model.safetensors', weights);
  const carried = embeddedAssets(folder);
  globalThis.__LESSON7_ASSETS__ = carried;
  expect(Object.keys(carried).sort()).toEqual([
    'adapters/zh/qa/adapter_model.safetensors',
    'models/m/config.json',
    'runs/sft-live-zh.json.gz',
  ]);
  expect(await loadAsset('runs/sft-live-zh.json')).toBe(recording);
  expect(carried['runs/sft-live-zh.json.gz']!.length).toBeLessThan(recording.length / 5);
  expect(await loadAsset('models/m/config.json')).toBe('{"a":1}');
  expect(await loadAssetBytes('adapters/zh/qa/adapter_model.safetensors')).toEqual(weights);
  expect(embeddedBytes('runs/none.json')).toBeNull();
});
