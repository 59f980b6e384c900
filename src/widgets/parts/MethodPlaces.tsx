/** @file Where a method trains, on the base of the page's language: one of several, chosen where there are more. */
import { useState } from 'react';
import { BlockFigure } from '../../figures/block/BlockFigure.tsx';
import { useLanguage, useText } from '../../page/language.ts';
import { useModelShape } from '../../page/model-config.ts';
import type { MethodSpec } from '../../peft/spec.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { partTexts } from './texts.ts';

interface MethodPlacesProps {
  methods: readonly { id: string; method: MethodSpec }[];
}

export function MethodPlaces({ methods }: MethodPlacesProps) {
  const t = useText(partTexts);
  const language = useLanguage();
  const config = useModelShape(modelFor(language));
  const [chosen, choose] = useState<string | null>(null);
  const shown = methods.find(({ id }) => id === chosen) ?? methods[0];
  if (!shown || !config) return <p className="empty">{t('placesUnknown')}</p>;
  return (
    <BlockFigure
      method={shown.method}
      config={config}
      tools={
        methods.length > 1 && (
          <select
            className="select"
            aria-label={t('placesOf')}
            value={shown.id}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {methods.map(({ id, method }) => (
              <option key={id} value={id}>
                {methodShortName(method, language)}
              </option>
            ))}
          </select>
        )
      }
    />
  );
}
