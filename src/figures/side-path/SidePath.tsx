/**
 * @file LoRA on one matrix (Hu et al. 2021, equation 3 and figure 1): x through the frozen W₀ and through A and B, all three to
 * scale, and the sum. Merging moves B and A into W₀.
 */
import { useState } from 'react';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { useText } from '../../page/language.ts';
import { type MatrixRow, MatrixTable } from '../MatrixTable.tsx';
import { sidePathTexts } from './texts.ts';
import './side-path.css';

interface SidePathProps {
  /** Its short name: `q`. */
  matrix: string;
  inputs: number;
  outputs: number;
  r: number;
  loraAlpha: number;
}

const SIZE = { width: 384, height: 142 };
/** Longest side of a matrix. */
const LONGEST = 64;
/** A matrix of rank 1 is still to be seen. */
const THINNEST = 2;
/** Heights of the two ways, and of where they part and meet. */
const [UPPER, LOWER, MIDDLE] = [36, 106, 71];

export function SidePath({ matrix, inputs, outputs, r, loraAlpha }: SidePathProps) {
  const t = useText(sidePathTexts);
  const [merged, setMerged] = useState(false);
  const unit = LONGEST / Math.max(inputs, outputs);
  const [width, height] = [inputs * unit, outputs * unit];
  const thin = Math.max(THINNEST, r * unit);
  const values = {
    in: inputs,
    out: outputs,
    r,
    scale: formatScale(loraAlpha / r),
  };
  const summary = t(merged ? 'merged' : 'apart', values);
  const name = t('name', { matrix });
  const [wx, wy] = [84, UPPER - height / 2];
  const [ax, ay] = [84, LOWER - thin / 2];
  const [bx, by] = [196, LOWER - height / 2];
  const rows: MatrixRow[] = [
    { letter: 'W₀', shape: `${outputs} × ${inputs}`, numbers: inputs * outputs, state: 'frozen' },
    { letter: 'B', shape: `${outputs} × ${r}`, numbers: outputs * r, state: 'trained' },
    { letter: 'A', shape: `${r} × ${inputs}`, numbers: r * inputs, state: 'trained' },
  ];
  const side = `M28 ${MIDDLE}H52V${LOWER}H${ax}M${ax + width} ${LOWER}H${bx}M${bx + thin} ${LOWER}H244M272 ${LOWER}H318V${MIDDLE + 11}`;
  return (
    <ChartFrame
      name={name}
      summary={summary}
      tools={
        <button
          type="button"
          className="chart-toggle"
          aria-pressed={merged}
          onClick={() => setMerged(!merged)}
        >
          {t('merge')}
        </button>
      }
      table={() => <MatrixTable name={name} rows={rows} />}
    >
      <div className="chart-plot side-path-plot">
        <svg
          className="side-path"
          data-merged={merged}
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          role="img"
          aria-label={summary}
        >
          <path
            className="path-line"
            d={`M28 ${MIDDLE}H52V${UPPER}H${wx}M${wx + width} ${UPPER}H318V${MIDDLE}`}
          />
          <path className="path-line path-side" d={side} />
          <path className="path-line" d={`M318 ${MIDDLE}H360`} />
          <rect className="path-vector" x={16} y={MIDDLE - 32} width={12} height={64} />
          <text x={22} y={MIDDLE - 44}>
            x
          </text>
          <rect className="path-frozen" x={wx} y={wy} width={width} height={height} />
          <text x={wx + width / 2} y={UPPER}>
            {merged ? 'W' : 'W₀'}
          </text>
          <g
            className="path-added"
            style={{ transform: merged ? `translate(${wx - ax}px, ${wy - ay}px)` : undefined }}
          >
            <rect x={ax} y={ay} width={width} height={thin} />
            <text x={ax + width / 2} y={ay - 12}>
              A
            </text>
          </g>
          <g
            className="path-added"
            style={{ transform: merged ? `translate(${wx - bx}px, ${wy - by}px)` : undefined }}
          >
            <rect x={bx} y={by} width={thin} height={height} />
            <text x={bx - 12} y={by + 8}>
              B
            </text>
          </g>
          <g className="path-side">
            <circle className="path-join" cx={258} cy={LOWER} r={14} />
            <text x={258} y={LOWER}>
              ×{values.scale}
            </text>
          </g>
          {merged && (
            <text x={(wx + 318) / 2} y={LOWER}>
              W = W₀ + {values.scale} BA
            </text>
          )}
          <g className="path-side">
            <circle className="path-join" cx={318} cy={MIDDLE} r={11} />
            <text x={318} y={MIDDLE}>
              +
            </text>
          </g>
          <rect className="path-vector" x={360} y={MIDDLE - 32} width={12} height={64} />
          <text x={366} y={MIDDLE - 44}>
            h
          </text>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** Two significant digits, without zeros at the end. */
function formatScale(scale: number): string {
  return String(Number(scale.toPrecision(2)));
}
