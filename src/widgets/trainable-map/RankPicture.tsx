/** @file W beside B·A as rectangles to scale: why r (in + out) numbers are few. */
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import type { Module } from '../../costs/index.ts';
import { type MatrixRow, MatrixTable } from '../../figures/MatrixTable.tsx';
import { formatCount } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { smallShare } from '../cost-calculator/MemoryBars.tsx';
import { texts } from './texts.ts';

interface RankPictureProps {
  matrix: Module;
  /** Its short name: `q_proj`. */
  label: string;
  rank: number;
}

/** Longest side of W in the picture's own units. */
const LONGEST = 200;
const GAP = 24;

export function RankPicture({ matrix: { inFeatures, outFeatures }, label, rank }: RankPictureProps) {
  const t = useText(texts);
  const scale = LONGEST / Math.max(inFeatures, outFeatures);
  const width = inFeatures * scale;
  const height = outFeatures * scale;
  const thin = Math.max(1, rank * scale);
  const full = inFeatures * outFeatures;
  const low = rank * (inFeatures + outFeatures);
  const name = t('rankName', { matrix: label });
  const values = {
    rank,
    in: formatCount(inFeatures),
    out: formatCount(outFeatures),
    full: formatCount(full),
    low: formatCount(low),
    ratio: smallShare(low / full),
  };
  const crossover = Math.ceil(full / (inFeatures + outFeatures));
  const rows: MatrixRow[] = [
    { letter: 'W', shape: `${values.out} × ${values.in}`, numbers: full },
    { letter: 'B', shape: `${values.out} × ${rank}`, numbers: rank * outFeatures },
    { letter: 'A', shape: `${rank} × ${values.in}`, numbers: rank * inFeatures },
    { letter: 'B + A', shape: `${rank} × (${values.in} + ${values.out})`, numbers: low },
  ];
  const left = 34;
  const top = 22;
  const productX = left + width + GAP * 2;
  return (
    <ChartFrame
      name={name}
      summary={t('rankSummary', values)}
      note={t('scaleNote')}
      table={() => <MatrixTable name={name} rows={rows} />}
    >
      <svg
        className="map-rank"
        viewBox={`0 0 ${productX + thin + 8 + width + 40} ${Math.max(top + height + 26, 90)}`}
        role="img"
        aria-label={t('rankSummary', values)}
      >
        <rect className="rank-full" x={left} y={top} width={width} height={height} />
        <text x={left + width / 2} y={top + height / 2} className="rank-name">
          W
        </text>
        <text x={left + width / 2} y={top - 7} className="rank-size">
          in = {values.in}
        </text>
        <text
          x={left - 8}
          y={top + height / 2}
          className="rank-size"
          transform={`rotate(-90 ${left - 8} ${top + height / 2})`}
        >
          out = {values.out}
        </text>
        <text x={left + width + GAP} y={top + height / 2} className="rank-name">
          +
        </text>
        <rect className="rank-low" x={productX} y={top} width={thin} height={height} />
        <text x={productX + thin / 2} y={top + height + 16} className="rank-name">
          B
        </text>
        <rect className="rank-low" x={productX + thin + 8} y={top} width={width} height={thin} />
        <text x={productX + thin + 8 + width / 2} y={top + thin + 16} className="rank-name">
          A
        </text>
        <text x={productX + thin + 8 + width / 2} y={top - 7} className="rank-size">
          r = {rank}
        </text>
      </svg>
      <p className="rank-formulas">
        <span>{t('fullFormula', values)}</span>
        <b>{t('rankFormula', values)}</b>
        <span className="hint">{t('crossover', { rank: formatCount(crossover) })}</span>
      </p>
    </ChartFrame>
  );
}
