/** @file Scores of base, adapters and a random guess on each task, with the chosen task marked. */
import type { CSSProperties } from 'react';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { ANSWERERS, type TaskRow } from '../../recordings/task-table.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import type { TaskName } from '../../world/index.ts';
import { texts } from './texts.ts';

export function ScoreTable({
  rows,
  chosen,
  date,
}: {
  rows: readonly TaskRow[];
  chosen: TaskName;
  date: string;
}) {
  const t = useText(texts);
  const tTask = useText(taskTexts);
  return (
    <table className="score-table">
      <caption>{t('table', { date })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('task')}</th>
          {ANSWERERS.map((who) => (
            <th key={who} scope="col">
              {tTask(who)}
            </th>
          ))}
          <th scope="col">{t('measured')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.task} aria-current={row.task === chosen ? 'true' : undefined}>
            <th scope="row">{tTask(row.task)}</th>
            {ANSWERERS.map((who) => (
              <td key={who} className={`score score-${who}`}>
                <span
                  className="score-bar"
                  style={{ '--share': row[who].score } as CSSProperties}
                  aria-hidden="true"
                />
                <span>{formatShare(row[who].score)}</span>
              </td>
            ))}
            <td>{tTask(row.metric)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
