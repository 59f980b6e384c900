/** @file Tokenizers on the page, for views that need no engine: read once per base. */
import { useEffect, useState } from 'react';
import { createTokenizer, type Tokenizer, type TokenizerJson } from '../model/tokenizer.ts';
import type { ModelName } from '../train/spec.ts';
import { loadAsset } from './assets.ts';

const loading = new Map<ModelName, Promise<Tokenizer>>();

/** @throws AssetError where there is none */
export function loadTokenizer(model: ModelName): Promise<Tokenizer> {
  let promise = loading.get(model);
  if (!promise) {
    promise = loadAsset(`models/${model}/tokenizer.json`).then((text) =>
      createTokenizer(JSON.parse(text) as TokenizerJson),
    );
    // A failed load may be tried again.
    promise.catch(() => loading.delete(model));
    loading.set(model, promise);
  }
  return promise;
}

/** Undefined while loading, null where it cannot be read. */
export function useTokenizer(model: ModelName): Tokenizer | null | undefined {
  const [found, setFound] = useState<{ model: ModelName; tokenizer: Tokenizer | null }>();
  useEffect(() => {
    let current = true;
    loadTokenizer(model).then(
      (tokenizer) => {
        if (current) setFound({ model, tokenizer });
      },
      () => {
        if (current) setFound({ model, tokenizer: null });
      },
    );
    return () => {
      current = false;
    };
  }, [model]);
  return found?.model === model ? found.tokenizer : undefined;
}
