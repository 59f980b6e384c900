/** @file Before and after: held-out questions, training questions, forgetting, and a few answers side by side. */
import { formatLoss, formatShare } from '../../page/format.ts';
import { type Translate, useText } from '../../page/language.ts';
import type { EvaluationPoint } from '../../train/protocol.ts';
import { outputOf } from '../../world/index.ts';
import { Scroll } from '../parts/Scroll.tsx';
import type { ShownRun } from '../parts/shown-run.ts';
import { shownQuestions } from './specs.ts';
import { texts, type WorkshopText } from './texts.ts';

function ends(run: ShownRun | undefined): { first: EvaluationPoint; last: EvaluationPoint } | null {
  const first = run?.evaluations[0];
  const last = run && run.evaluationCount > 1 ? run.evaluations[run.evaluationCount - 1] : undefined;
  return first && last ? { first, last } : null;
}

/** The results in words. */
export function finding(run: ShownRun | undefined, t: Translate<WorkshopText>): string {
  const found = ends(run);
  if (!run || !found) return t('waiting');
  const { first, last } = found;
  return t('finding', {
    count: run.spec.data.examples?.length ?? 0,
    steps: last.step,
    before: formatShare(first.heldOutExactMatch),
    after: formatShare(last.heldOutExactMatch),
    seen: formatShare(last.seenExactMatch),
    lossBefore: formatLoss(first.pretrainingLoss),
    lossAfter: formatLoss(last.pretrainingLoss),
  });
}

/** Word for word right, or a program that prints what the reference prints. */
function isRight(answer: string, reference: string): boolean {
  if (answer.trim() === reference) return true;
  const [wanted, given] = [outputOf(reference), outputOf(answer.trim())];
  if (!('lines' in wanted && 'lines' in given) || wanted.lines.length === 0) return false;
  return wanted.lines.join('\n') === given.lines.join('\n');
}

interface ResultsProps {
  run: ShownRun | undefined;
  /** The run is a recording of other data than those shown. */
  foreign: boolean;
}

export function Results({ run, foreign }: ResultsProps) {
  const t = useText(texts);
  const found = ends(run);
  if (!run || !found) return <p className="empty">{t('noResults')}</p>;
  const { first, last } = found;
  const rows = [
    ['heldOut', (point: EvaluationPoint) => formatShare(point.heldOutExactMatch)],
    ['seen', (point: EvaluationPoint) => formatShare(point.seenExactMatch)],
    ['forgetting', (point: EvaluationPoint) => formatLoss(point.pretrainingLoss)],
  ] as const;
  const references = new Map(
    shownQuestions(run.spec).map(({ prompt, reference }) => [prompt, reference] as const),
  );
  const answerOf = (point: EvaluationPoint, prompt: string) =>
    point.samples.find((sample) => sample.prompt === prompt)?.answer || '∅';
  return (
    <Scroll className="workshop-scroll" label={t('results')}>
      {foreign && <p className="note">{t('foreign')}</p>}
      <p className="hint">
        {t('trainedOn', { count: run.spec.data.examples?.length ?? 0, steps: run.spec.steps })}
      </p>
      <table className="data-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after', { step: last.step })}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              <td>{value(first)}</td>
              <td>
                <b>{value(last)}</b>
              </td>
            </tr>
          ))}
          {last.samples.map(({ prompt, answer }) => {
            const reference = references.get(prompt);
            const right = reference !== undefined && isRight(answer, reference);
            return (
              <tr key={prompt}>
                <th scope="row" className="workshop-asked">
                  {prompt}
                  {reference !== undefined && !right && (
                    <small className="hint"> {t('reference', { answer: reference })}</small>
                  )}
                </th>
                <td className="workshop-answer">{answerOf(first, prompt)}</td>
                <td className="workshop-answer">
                  {reference !== undefined && (
                    <span
                      className={right ? 'verdict is-right' : 'verdict'}
                      role="img"
                      aria-label={right ? '✓' : '✗'}
                    >
                      {right ? '✓' : '✗'}
                    </span>
                  )}{' '}
                  {answer === '' ? '∅' : answer}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {run.spec.data.heldOut && <p className="hint">{t('seenHint')}</p>}
    </Scroll>
  );
}
