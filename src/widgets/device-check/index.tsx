/** @file What this device can do: engine, adapter, base, and whether training works. Checks by itself while live. */

import { engine } from '../../client/engine-store.ts';
import { useEngineState, useModel } from '../../client/hooks.ts';
import { formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { setPreference, usePreference } from '../../page/preferences.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { BACKEND_PREFERENCES, type BackendPreference, type EngineTrial } from '../../train/protocol.ts';
import { deviceNotice, engineName, errorMessage, progressMessage } from '../../wording/messages.ts';
import { useWarmUp } from '../parts/use-warm-up.ts';
import type { WidgetProps } from '../types.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './device-check.css';

type Sign = 'good' | 'bad' | 'wait';

export default function DeviceCheck({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const name = modelFor(language);
  useWarmUp(live, name);
  const { status, device, error, progress } = useEngineState();
  const model = useModel(name);
  const chosen = usePreference('engine');

  const info = model?.info;
  const found = device?.backend ? engineName(device.backend) : null;
  const searching = status === 'opening';
  const idle = status === 'closed';
  const works = found !== null && model?.status === 'ready' && status === 'open';
  const broken = status === 'failed' || status === 'lost' || model?.status === 'failed';
  const rows: { label: string; text: string; sign: Sign }[] = [
    {
      label: t('engine'),
      text: found ?? t(searching ? 'searching' : idle ? 'notYet' : 'no'),
      sign: found ? 'good' : status === 'failed' ? 'bad' : 'wait',
    },
    {
      label: t('adapter'),
      text: device
        ? `${device.adapter || t('unnamed')}${device.software ? t('software') : ''}`
        : t(searching ? 'searching' : 'notYet'),
      sign: device?.backend ? 'good' : status === 'failed' ? 'bad' : 'wait',
    },
    {
      label: t('model'),
      text: info
        ? t('modelInfo', {
            parameters: formatCount(info.parameters),
            vocabulary: info.vocabularySize,
            context: info.contextLength,
          })
        : model?.error
          ? errorMessage(model.error, language)
          : model?.status === 'loading' && !idle
            ? t('loading')
            : t('notYet'),
      sign: info ? 'good' : model?.status === 'failed' ? 'bad' : 'wait',
    },
    {
      label: t('training'),
      text: works ? t('yes') : broken ? t('no') : t(idle ? 'notYet' : 'wait'),
      sign: works ? 'good' : broken ? 'bad' : 'wait',
    },
  ];
  // A base that is there may still be one that this engine cannot train.
  const failure = error ?? (info ? model.error : null);
  const notice = failure ? errorMessage(failure, language) : device ? deviceNotice(device, language) : null;

  function check(backend: BackendPreference) {
    if (status === 'closed') engine.open(backend);
    else engine.restart(backend);
    engine.ensureModel(name).catch(() => {});
  }

  return (
    <section className="widget is-roomy device-check" aria-label={t('name')}>
      <dl className="checks" aria-live="polite">
        {rows.map(({ label, text, sign }) => (
          <div key={label} className={`check-row is-${sign}`}>
            <dt>
              <span className="check-sign" aria-hidden="true">
                {{ good: '✓', bad: '✗', wait: '…' }[sign]}
              </span>
              {label}
            </dt>
            <dd>
              {text}
              {label === t('engine') && device && device.trials.length > 0 && (
                <Trials trials={device.trials} />
              )}
            </dd>
          </div>
        ))}
      </dl>
      {progress && <p className="hint">{progressMessage(progress, language)}</p>}
      {notice && <p className="note note-warn">{notice}</p>}
      <div className="button-row">
        <button type="button" className="button" onClick={() => check(chosen)}>
          {t(idle ? 'check' : 'again')}
        </button>
        <label className="backend-choice">
          {t('backend')}
          <select
            className="select"
            value={chosen}
            onChange={(event) => {
              const backend = event.currentTarget.value as BackendPreference;
              setPreference('engine', backend);
              check(backend);
            }}
          >
            {BACKEND_PREFERENCES.map((backend) => (
              <option key={backend} value={backend}>
                {backend === 'auto' ? t('auto') : engineName(backend)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}

/** All engines that were tried, folded away. */
function Trials({ trials }: { trials: readonly EngineTrial[] }) {
  const t = useText(texts);
  return (
    <details>
      <summary>{t('trials')}</summary>
      <table className="engine-trials">
        <thead>
          <tr>
            <th scope="col">{t('engine')}</th>
            <th scope="col">{t('adapter')}</th>
            <th scope="col">{t('step')}</th>
            <th scope="col">{t('outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {trials.map((trial) => (
            <TrialRow key={trial.backend} trial={trial} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** One engine that was tried: its adapter, its speed, and why it was passed over. */
function TrialRow({ trial }: { trial: EngineTrial }) {
  const t = useText(texts);
  const { backend, adapter, software, milliseconds, passedOver } = trial;
  const opened = adapter !== '' || software || milliseconds !== null || passedOver === null;
  return (
    <tr>
      <th scope="row">{engineName(backend)}</th>
      <td>{opened ? `${adapter || t('unnamed')}${software ? t('software') : ''}` : '–'}</td>
      <td>{milliseconds === null ? t('notTimed') : t('milliseconds', { value: milliseconds.toFixed(1) })}</td>
      <td>{t(passedOver ? `passed_${passedOver}` : 'taken')}</td>
    </tr>
  );
}
