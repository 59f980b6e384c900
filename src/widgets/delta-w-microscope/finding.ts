/** @file The finding of the microscope as a sentence, from its inspections only. */
import { formatShare } from '../../page/format.ts';
import { joinTexts, type Language, type Translate } from '../../page/language.ts';
import type { MatrixReport } from '../../train/inspection/types.ts';
import { formatRank } from './format.ts';
import { energyOf, largestShare, matrixSharesOf, type Snapshot } from './reports.ts';
import type { MicroscopeText } from './texts.ts';

interface Inspected {
  full: Snapshot | undefined;
  lora: Snapshot | undefined;
  fullReport: MatrixReport | undefined;
  loraReport: MatrixReport | undefined;
  /** As readers call it, such as "layer 4, v". */
  matrix: string;
  r: number;
}

export function finding(
  { full, lora, fullReport, loraReport, matrix, r }: Inspected,
  t: Translate<MicroscopeText>,
  language: Language,
): string {
  if (!full || !fullReport || fullReport.norm === 0) return t('waiting');
  const parts = [
    t('findingFull', {
      step: full.step,
      matrix,
      rank: formatRank(fullReport.effectiveRank),
      of: fullReport.singularValues.length,
      r,
      energy: formatShare(energyOf(fullReport.singularValues, r)),
    }),
    loraReport && loraReport.norm > 0
      ? t('findingLora', { rank: formatRank(loraReport.effectiveRank), of: loraReport.singularValues.length })
      : t('notAdapted'),
  ];
  const shares = matrixSharesOf(full);
  const most = largestShare(shares);
  if (most) {
    parts.push(
      t('findingMost', {
        what: most.id === 'other' ? t('other') : most.id,
        share: formatShare(most.share),
      }),
    );
  }
  const ofLora = largestShare(matrixSharesOf(lora));
  if (ofLora && ofLora.share > 0)
    parts.push(t('findingMostLora', { what: ofLora.id, share: formatShare(ofLora.share) }));
  return joinTexts(parts, 'sentences', language);
}
