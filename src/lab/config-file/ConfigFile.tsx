/** @file A training config of TRL or LLaMA-Factory, opened as the run in the form. */
import { useState } from 'react';
import { fill, joinTexts, type Language, useLanguage, useText } from '../../page/language.ts';
import type { RunSpec } from '../../train/spec.ts';
import { setSpec } from '../form-store.ts';
import { ConfigError, type ConfigRun, readConfigFile, type Skipped } from './read.ts';
import { configTexts } from './texts.ts';

const TOOLS = { trl: 'TRL', llamafactory: 'LLaMA-Factory' } as const;

/** One line for one setting, in the reader's language. */
function skippedSentence({ key, value, reason, now }: Skipped, language: Language): string {
  const t = configTexts[language];
  const sentences = now === undefined ? [t[reason]] : [t[reason], fill(t.nowIs, { now })];
  return fill(t.one, { key, value, reason: joinTexts(sentences, 'sentences', language) });
}

function problem(error: ConfigError, language: Language): string {
  const t = configTexts[language];
  return error.line === null ? t[error.code] : fill(t.yamlAt, { line: error.line });
}

export function ConfigFile({ spec }: { spec: RunSpec }) {
  const t = useText(configTexts);
  const language = useLanguage();
  const [found, setFound] = useState<ConfigRun | ConfigError | null>(null);

  async function open(file: File | undefined) {
    if (!file) return;
    try {
      const run = await readConfigFile(file, spec.model);
      setSpec(run.spec);
      setFound(run);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      setFound(error);
    }
  }

  return (
    <div className="lab-config">
      <p>
        <label className="button button-quiet is-small file-button">
          {t('open')}
          <input
            type="file"
            className="visually-hidden"
            accept=".yaml,.yml,.json"
            onChange={(event) => {
              void open(event.currentTarget.files?.[0]);
              // The same file may be chosen again.
              event.currentTarget.value = '';
            }}
          />
        </label>
      </p>
      <p className="hint">{t('hint')}</p>
      <div role="status">
        {found instanceof ConfigError && <p className="note note-bad">{problem(found, language)}</p>}
        {found && !(found instanceof ConfigError) && (
          <div className="note">
            <p>
              {t('opened', { tool: TOOLS[found.tool] })}
              {language === 'en' && ' '}
              {found.skipped.length === 0 ? t('allTaken') : t('skippedList')}
            </p>
            {found.skipped.length > 0 && (
              <ul>
                {found.skipped.map((one) => (
                  <li key={one.key + one.reason}>{skippedSentence(one, language)}</li>
                ))}
              </ul>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
