/** @file Downloads a run as one zip. */
import { downloadFiles } from '../../client/download.ts';
import type { FinishedRun } from '../../exports/finished-run.ts';
import type { ExportReport } from '../../exports/gaps.ts';
import { pack } from '../../exports/packer.ts';
import { loadAsset, loadAssetBytes } from '../../page/assets.ts';
import type { ModelName } from '../../train/spec.ts';
import type { Language } from '../../world/types.ts';
import { chosenRealModel } from './RealModel.tsx';

/** Name of a run's zip, in characters that every file system accepts. */
export function zipName({ spec }: Pick<FinishedRun, 'spec'>): string {
  return `${spec.model}-${spec.method.name}-seed${spec.seed}.zip`;
}

async function modelFiles(model: ModelName) {
  const folder = `models/${model}`;
  const [config, tokenizer, weights] = await Promise.all([
    loadAsset(`${folder}/config.json`),
    loadAsset(`${folder}/tokenizer.json`),
    loadAssetBytes(`${folder}/model.safetensors`),
  ]);
  return { config, tokenizer, weights };
}

/** Packs and downloads the run. @throws AssetError where the base cannot be read */
export async function exportRun(
  run: FinishedRun,
  language: Language,
): Promise<{ name: string; report: ExportReport | null }> {
  const name = zipName(run);
  const model = await modelFiles(run.spec.model);
  const options = { language, realModel: chosenRealModel() };
  const { bytes, report } = await pack({ kind: 'run', run, model, options });
  downloadFiles([{ name, bytes }]);
  return { name, report };
}

/** Files that belong together, as one zip: browsers block the second of two downloads. */
export async function downloadZip(name: string, files: Parameters<typeof downloadFiles>[0]): Promise<void> {
  const { bytes } = await pack({ kind: 'files', files });
  downloadFiles([{ name, bytes }]);
}
