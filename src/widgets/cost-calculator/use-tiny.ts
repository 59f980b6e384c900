/** @file The tiny model's own config.json, for computing it like any other. */
import { useEffect, useState } from 'react';
import { loadAsset } from '../../page/assets.ts';
import type { ModelName } from '../../train/spec.ts';
import type { Config } from './compute.ts';

const loading = new Map<ModelName, Promise<Config>>();

/** For tests. */
export function forgetTinyConfigs(): void {
  loading.clear();
}

/** Null while loading, and where the model does not ship. */
export function useTinyConfig(model: ModelName): Config | null {
  const [config, setConfig] = useState<Config | null>(null);
  useEffect(() => {
    let current = true;
    let promise = loading.get(model);
    if (!promise) {
      promise = loadAsset(`models/${model}/config.json`).then((text) => JSON.parse(text) as Config);
      loading.set(model, promise);
    }
    promise.then(
      (value) => {
        if (current) setConfig(value);
      },
      () => {
        loading.delete(model);
        if (current) setConfig(null);
      },
    );
    return () => {
      current = false;
    };
  }, [model]);
  return config;
}
