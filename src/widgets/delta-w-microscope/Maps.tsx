/** @file ΔW of full fine-tuning beside B, A and their product, laid out as the product is computed. */
import { useText } from '../../page/language.ts';
import { HeatMapView } from './HeatMapView.tsx';
import { texts } from './texts.ts';
import type { Pictures } from './use-maps.ts';

export function Maps({ pictures, adapted }: { pictures: Pictures; adapted: boolean }) {
  const t = useText(texts);
  const full = pictures.full?.maps;
  const lora = pictures.lora?.maps;
  const steps = [...new Set([pictures.full?.step, pictures.lora?.step].filter((step) => step !== undefined))];
  return (
    <div className="maps">
      <div className="maps-row">
        {full ? (
          <HeatMapView name={t('deltaFull')} map={full.delta} />
        ) : (
          <p className="empty">{t('noMap')}</p>
        )}
        {lora?.a && lora.b ? (
          <div className="product">
            <div className="product-a">
              <HeatMapView name="A" map={lora.a} />
            </div>
            <div className="product-b">
              <HeatMapView name="B" map={lora.b} />
            </div>
            <div className="product-delta">
              <HeatMapView name={t('deltaLora')} map={lora.delta} />
            </div>
          </div>
        ) : (
          <p className="empty">{t(adapted ? 'noMap' : 'notAdapted')}</p>
        )}
      </div>
      <p className="hint heat-scale">
        <span className="heat-ramp" aria-hidden="true" />
        {t('scale')} {steps.length > 0 && t('mapStep', { step: steps.join(' / ') })}
      </p>
    </div>
  );
}
