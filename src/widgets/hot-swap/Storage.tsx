/** @file Storage of nine tasks as adapters and as full copies, and the download of one adapter. */
import { type CSSProperties, useState } from 'react';
import { loadAdapter } from '../../adapters/adapters.ts';
import { adapterProblem } from '../../adapters/shipped-adapters.ts';
import { formatBytes, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import type { AdapterName } from '../../recipes/tasks.ts';
import type { TaskTable } from '../../recordings/task-table.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import { TASK_NAMES } from '../../world/index.ts';
import { downloadZip } from '../parts/export-run.ts';
import { texts } from './texts.ts';

interface StorageProps {
  table: TaskTable;
  /** Bytes of the base's weights. */
  modelBytes: number;
  /** The adapter that is shown and can be downloaded. */
  name: AdapterName;
}

export function Storage({ table, modelBytes, name }: StorageProps) {
  const t = useText(texts);
  const tTask = useText(taskTexts);
  const language = useLanguage();
  const [message, setMessage] = useState<string | null>(null);
  const adapter = table.adapters[name].bytes;
  const all = TASK_NAMES.reduce((sum, task) => sum + table.adapters[task].bytes, 0);
  const copies = TASK_NAMES.length * modelBytes;
  const rows: [string, number][] = [
    [t('oneAdapter', { task: tTask(name) }), adapter],
    [t('oneModel'), modelBytes],
    [t('nineAdapters'), modelBytes + all],
    [t('nineModels'), copies],
  ];

  async function download() {
    try {
      const files = await loadAdapter(language, name);
      const zip = `${name}-${language}.zip`;
      await downloadZip(zip, files);
      setMessage(t('downloaded', { files: zip }));
    } catch (failure) {
      setMessage(adapterProblem(failure, language));
    }
  }

  return (
    <div className="swap-storage">
      <table className="score-table">
        <caption>{t('sizes')}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('item')}</th>
            <th scope="col">{t('bytes')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, bytes], i) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className={`score ${i % 2 === 0 ? 'score-adapter' : 'score-base'}`}>
                <span
                  className="score-bar"
                  style={{ '--share': bytes / copies } as CSSProperties}
                  aria-hidden="true"
                />
                <span>{formatBytes(bytes)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="finding">
        {t('ratio', {
          share: formatShare(adapter / modelBytes),
          nine: formatShare((modelBytes + all) / copies),
        })}
      </p>
      <p>
        <button type="button" className="button is-small" onClick={download}>
          {t('download', { task: tTask(name) })}
        </button>{' '}
        <span role="status" className="hint">
          {message}
        </span>
      </p>
    </div>
  );
}
