import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Slides of a file: id, text, and the widget on it. */
function slidesOf(mdx: string) {
  return mdx.split('<Slide ').flatMap((text) => {
    const id = /^id="([\w-]+)"/.exec(text)?.[1];
    return id
      ? [{ id, predicts: text.includes('<Predict '), widget: /<Widget name="([\w-]+)"/.exec(text)?.[1] }]
      : [];
  });
}

function asks(widget: string): boolean {
  const folder = `src/widgets/${widget}/`;
  return readdirSync(new URL(folder, root)).some((file) =>
    read(folder + file).includes('parts/Prediction.tsx'),
  );
}

it('asks the reader for one prediction on a slide, in the words or in the widget', () => {
  const slides = readdirSync(new URL('slides/zh', root)).flatMap((file) =>
    slidesOf(read(`slides/zh/${file}`)),
  );
  const predicting = slides.filter(({ predicts }) => predicts);
  expect(predicting.map(({ id }) => id)).toContain('sft');
  const twice = predicting.filter(({ widget }) => widget && asks(widget));
  expect(twice).toEqual([]);
});
