/** @file The adapters that ship with the page, as files in PEFT's format. */

import { loadAsset, loadAssetBytes } from '../page/assets.ts';
import type { AdapterName } from '../recipes/tasks.ts';
import type { TunedFile } from '../train/protocol.ts';
import type { Language } from '../world/types.ts';

export const ADAPTER_CONFIG = 'adapter_config.json';
export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';

/** Folder of an adapter below the page's address. */
export function adapterFolder(language: Language, name: AdapterName): string {
  return `adapters/${language}/${name}`;
}

/** The two files of a shipped adapter. @throws AssetError where they are missing */
export async function loadAdapter(language: Language, name: AdapterName): Promise<TunedFile[]> {
  const folder = adapterFolder(language, name);
  const [config, weights] = await Promise.all([
    loadAsset(`${folder}/${ADAPTER_CONFIG}`),
    loadAssetBytes(`${folder}/${ADAPTER_WEIGHTS}`),
  ]);
  return [
    { name: ADAPTER_CONFIG, bytes: new TextEncoder().encode(config) },
    { name: ADAPTER_WEIGHTS, bytes: weights },
  ];
}
