/** @file Files of a base, for views without an engine, each loaded once per base. */
import { useEffect, useState } from 'react';
import type { ModelName } from '../train/spec.ts';
import { loadAsset } from './assets.ts';

interface ModelAsset<Value> {
  /** A hook: undefined while loading, null where the file cannot be read. */
  use(model: ModelName): Value | null | undefined;
  /** For tests. */
  forget(): void;
}

/** @param file path below the base's folder */
export function createModelAsset<Value>(file: string, parse: (text: string) => Value): ModelAsset<Value> {
  const loading = new Map<ModelName, Promise<Value>>();
  const load = (model: ModelName): Promise<Value> => {
    let promise = loading.get(model);
    if (!promise) {
      promise = loadAsset(`models/${model}/${file}`).then(parse);
      // A failed load may be tried again.
      promise.catch(() => loading.delete(model));
      loading.set(model, promise);
    }
    return promise;
  };
  function useModelAsset(model: ModelName): Value | null | undefined {
    const [found, setFound] = useState<{ model: ModelName; value: Value | null }>();
    useEffect(() => {
      let current = true;
      const show = (value: Value | null) => {
        if (current) setFound({ model, value });
      };
      load(model).then(show, () => show(null));
      return () => {
        current = false;
      };
    }, [model]);
    return found?.model === model ? found.value : undefined;
  }
  return { use: useModelAsset, forget: () => loading.clear() };
}
