/** @file Tokenizers for views without an engine, loaded once per base. */
import { useEffect, useState } from 'react';
import {
  type Conversation,
  type EncodedExample,
  encodeConversation,
  encodeExample,
  type LossMask,
} from '../data/index.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import { createTokenizer, type TokenizerJson } from '../model/tokenizer.ts';
import type { ExampleToken, ProbeExample } from '../train/protocol.ts';
import type { ModelName } from '../train/spec.ts';
import { loadAsset } from './assets.ts';

const loading = new Map<ModelName, Promise<Tokenizer>>();

/** For tests. */
export function forgetTokenizers(): void {
  loading.clear();
}

/** @throws AssetError where there is none */
function loadTokenizer(model: ModelName): Promise<Tokenizer> {
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

/** An example as training reads it, without likelihoods: those need a model. */
export function exampleTokens(
  tokenizer: Tokenizer,
  example: ProbeExample,
  maskPrompt: boolean,
): ExampleToken[] {
  return shownTokens(tokenizer, encodeExample(tokenizer, example, { maskPrompt }));
}

/** A conversation as training reads it under a mask, without likelihoods. */
export function conversationTokens(
  tokenizer: Tokenizer,
  conversation: Conversation,
  options: { mask: LossMask; maxLength?: number },
): ExampleToken[] {
  return shownTokens(tokenizer, encodeConversation(tokenizer, conversation, options));
}

function shownTokens(tokenizer: Tokenizer, { tokens, weights }: EncodedExample): ExampleToken[] {
  return tokens.map((id, i) => ({
    text: tokenizer.tokenText(id),
    known: id !== tokenizer.unknownId,
    special: tokenizer.isSpecial(id),
    // weights[i] is about predicting token i + 1.
    trained: i > 0 && weights[i - 1] === 1,
    probability: null,
  }));
}
