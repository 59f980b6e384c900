/** @file What of an exported run does not carry over to which tool, as the README in its zip tells it too. */
import { Fragment } from 'react';
import { type ExportReport, type Gap, TOOL_NAMES } from '../../exports/gaps.ts';
import { texts } from '../../exports/texts.ts';
import { useText } from '../../page/language.ts';
import { partTexts } from './texts.ts';

/** Words between grave accents are code, as in the README. */
function Coded({ text }: { text: string }) {
  return (
    text
      .split('`')
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no other name.
      .map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : <Fragment key={i}>{part}</Fragment>))
  );
}

export function ExportGaps({ report }: { report: ExportReport | null }) {
  const t = useText(partTexts);
  const say = useText(texts);
  if (!report) return null;
  const { run, tools, steps } = report;
  const told = (gap: Gap) => <Coded text={say(gap, { steps })} />;
  const count = run.length + tools.length;
  if (count === 0) return null;
  return (
    <details className="more export-gaps">
      <summary>{t('exportGaps', { count })}</summary>
      <dl>
        {run.length > 0 && <dt>{t('exportEvery')}</dt>}
        {run.map((gap) => (
          <dd key={gap}>{told(gap)}</dd>
        ))}
        {tools.map(({ tool, refused, gaps }) => (
          <Fragment key={tool}>
            <dt>{TOOL_NAMES[tool]}</dt>
            {refused && (
              <dd>
                {say('notFor')} {told(refused)}
              </dd>
            )}
            {gaps.map((gap) => (
              <dd key={gap}>{told(gap)}</dd>
            ))}
          </Fragment>
        ))}
      </dl>
    </details>
  );
}
