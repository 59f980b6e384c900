import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { tokenizerConfigJson } from './tokenizer-config.ts';

it.each(['lesson7-zh', 'lesson7-en'])('%s ships it', (name) => {
  const json = (file: string) =>
    JSON.parse(readFileSync(new URL(`../../public/models/${name}/${file}`, import.meta.url), 'utf8'));
  const written = tokenizerConfigJson(parseConfig(json('config.json')).contextLength);
  expect(json('tokenizer_config.json')).toEqual(written);
  const special = [written.pad_token, written.unk_token, written.bos_token, written.eos_token].concat(
    written.additional_special_tokens,
  );
  const added = json('tokenizer.json').added_tokens as { id: number; content: string }[];
  expect(added.map(({ content }) => content)).toEqual(special);
});
