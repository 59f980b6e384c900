/** @file What a method changes, what it costs and where it was proposed, in a few lines. */

import { useText } from '../../page/language.ts';
import type { MethodSpec } from '../../peft/spec.ts';
import { variantOf } from '../../recipes/variants.ts';
import { methodChanges, methodCosts } from '../../wording/method-notes.ts';
import { METHOD_PAPERS } from '../../wording/method-papers.ts';
import { partTexts } from './texts.ts';

export function MethodNote({ method }: { method: MethodSpec }) {
  const t = useText(partTexts);
  const tChanges = useText(methodChanges);
  const tCosts = useText(methodCosts);
  const variant = variantOf(method);
  const paper = METHOD_PAPERS[variant];
  return (
    <dl className="method-note">
      <dt>{t('methodChanges')}</dt>
      <dd>{tChanges(variant)}</dd>
      <dt>{t('methodCosts')}</dt>
      <dd>{tCosts(variant)}</dd>
      {paper && (
        <>
          <dt>{t('methodPaper')}</dt>
          <dd>
            <a href={paper.url} target="_blank" rel="noreferrer">
              {paper.authors} {paper.year}
            </a>
          </dd>
        </>
      )}
    </dl>
  );
}
