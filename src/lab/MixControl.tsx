/** @file Training data from several tasks at once: which, and how much of each. */

import { formatShare } from '../page/format.ts';
import { useLanguage, useText } from '../page/language.ts';
import { type Mix, MOST_WEIGHT, mixText } from '../recipes/spec-data.ts';
import { withField } from '../recipes/spec-fields.ts';
import type { RunSpec } from '../train/spec.ts';
import { CheckSet } from '../widgets/parts/CheckSet.tsx';
import { Slider } from '../widgets/parts/Slider.tsx';
import { fieldName, taskName } from '../wording/field-texts.ts';
import { DATA_NAMES } from '../world/index.ts';
import { setSpec } from './form-store.ts';
import { texts } from './texts.ts';

export function MixControl({ spec }: { spec: RunSpec }) {
  const t = useText(texts);
  const language = useLanguage();
  const { task, mix, examples } = spec.data;
  if (examples) return null;
  const parts: Mix = mix ?? [{ task, weight: 1 }];
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  const nameOf = (one: string) => taskName(one, language);
  const share = (weight: number) => formatShare(weight / all);
  /** A single task that is also the evaluated one is not a mix. */
  const set = (next: Mix) => {
    const plain = next.length === 1 && next[0]!.task === task;
    setSpec(withField(spec, 'mix', plain ? '' : mixText(next)));
  };
  return (
    <details className="lab-more lab-mix">
      <summary>
        {t('mixNow', {
          mix: fieldName('mix', language),
          parts: mix
            ? parts.map(({ task: one, weight }) => `${nameOf(one)} ${share(weight)}`).join(' · ')
            : t('mixNone'),
        })}
      </summary>
      <CheckSet
        legend={t('mixOf')}
        options={DATA_NAMES}
        label={nameOf}
        chosen={DATA_NAMES.filter((one) => parts.some((part) => part.task === one))}
        onChange={(chosen) =>
          set(chosen.map((one) => parts.find((part) => part.task === one) ?? { task: one, weight: 1 }))
        }
      />
      {mix && (
        <>
          <fieldset className="lab-fields" aria-label={t('mixShares')}>
            {parts.map(({ task: one, weight }) => (
              <Slider
                key={one}
                label={nameOf(one)}
                value={weight}
                min={1}
                max={MOST_WEIGHT}
                text={share(weight)}
                onChange={(next) =>
                  set(parts.map((part) => (part.task === one ? { ...part, weight: next } : part)))
                }
              />
            ))}
          </fieldset>
          <p className="hint">{t('mixAsked', { task: nameOf(task) })}</p>
        </>
      )}
    </details>
  );
}
