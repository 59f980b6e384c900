/** @file `<Cite id="lora" />`: author and year, linked to the paper. Nothing is fetched until someone clicks. */
import { type ReferenceId, references } from '../references.ts';

export function Cite({ id }: { id: ReferenceId }) {
  const { authors, year, title, url } = references[id];
  return (
    <a className="cite" href={url} title={title} target="_blank" rel="noreferrer">
      {authors} {year}
    </a>
  );
}
