/**
 * @file One block of the model with every place that a method may touch: what is trained in place is filled, what is added is
 * drawn in its own form (matrices beside, factors on the line, modules, vectors), the rest stays grey.
 */
import type { ReactNode } from 'react';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import type { ModelConfig } from '../../model/config.ts';
import { countParameters } from '../../model/llama.ts';
import { formatCount, formatShare } from '../../page/format.ts';
import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import type { MethodSpec } from '../../peft/spec.ts';
import { methodName } from '../../wording/method-texts.ts';
import {
  ADDED_BOXES,
  ARROWS,
  ATTENTION_BOX,
  BOXES,
  type Box,
  FACTORS,
  FRAME,
  JOINS,
  PROMPT_ARROW,
  SIZE,
} from './layout.ts';
import { PlaceTable, placeName } from './PlaceTable.tsx';
import { marksOf, type Place, WAYS, type Way } from './places.ts';
import { blockTexts } from './texts.ts';
import './block.css';

interface BlockFigureProps {
  method: MethodSpec;
  config: ModelConfig;
  /** Further switches, beside the table toggle. */
  tools?: ReactNode;
}

export function BlockFigure({ method, config, tools }: BlockFigureProps) {
  const t = useText(blockTexts);
  const language = useLanguage();
  const marks = marksOf(method, config);
  const isWhole = method.name === 'full';
  const total = marks.reduce((sum, { parameters }) => sum + parameters, 0);
  const ways = WAYS.filter((way) => marks.some((mark) => mark.way === way));
  const phrases = isWhole
    ? [t('whole')]
    : [
        ...ways.map((way) => {
          const places = marks.filter((mark) => mark.way === way).map(({ place }) => placeName(place, t));
          return t(`${way}At`, { places: joinTexts(places, 'words', language) });
        }),
        t('rest'),
      ];
  const count = t('count', {
    count: formatCount(total),
    share: formatShare(total / countParameters(config)),
  });
  const what = joinTexts(phrases, 'phrases', language);
  const summary = t('sentence', { method: methodName(method, language), what, count });
  const has = (place: Place, way?: Way): boolean =>
    marks.some((mark) => mark.place === place && (way === undefined || mark.way === way));
  const layers = marks.find((mark) => mark.layers.length > 0)?.layers.length ?? config.layers;
  const isTied = config.tieWordEmbeddings && !has('head');

  const part = (place: keyof typeof BOXES, label: string) => {
    const trained = has(place, 'trained') || (place === 'head' && isTied && has('embedding'));
    return (
      <g key={place}>
        <LabelledBox box={BOXES[place]} label={label} look={trained ? 'is-trained' : 'is-frozen'} />
        {has(place, 'lowRank') && <LowRank {...BOXES[place]} />}
        {has(place, 'bias') && <Bias {...BOXES[place]} />}
      </g>
    );
  };

  return (
    <ChartFrame
      name={t('name')}
      summary={summary}
      legend={
        <ul className="chart-legend">
          {[...ways, ...(isWhole ? [] : (['frozen'] as const))].map((way) => (
            <li key={way}>
              <Sample way={way} />
              {t(way)}
            </li>
          ))}
        </ul>
      }
      note={tools ? count : `${methodName(method, language)} · ${count}`}
      tools={tools}
      table={() => <PlaceTable marks={marks} name={t('name')} />}
    >
      <div className="chart-plot block-plot">
        <svg
          className="block-figure"
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          role="img"
          aria-label={summary}
        >
          <defs>
            <marker
              id="block-head"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="5"
              markerHeight="5"
              orient="auto"
            >
              <path className="block-head" d="M0 0L8 4L0 8z" />
            </marker>
          </defs>
          <rect className="block-frame" {...FRAME} rx="10" />
          <text className="block-note" x={FRAME.x + 10} y={FRAME.y - 8}>
            {layers < config.layers
              ? t('lastBlocks', { last: layers, count: config.layers })
              : t('blocks', { count: config.layers })}
          </text>
          {[...ARROWS, ...(has('prompt') ? [PROMPT_ARROW] : [])].map((line) => (
            <path key={line} className="block-line" d={line} markerEnd="url(#block-head)" />
          ))}
          {JOINS.map(({ x, y, sign }) => (
            <g key={`${x} ${y}`}>
              <circle className="block-join" cx={x} cy={y} r="10" />
              <text x={x} y={y}>
                {sign}
              </text>
            </g>
          ))}
          {part('embedding', t('embedding'))}
          {part('attentionNorm', t('norm'))}
          {(['q', 'k', 'v', 'o', 'gate', 'up', 'down'] as const).map((place) => part(place, place))}
          <LabelledBox box={ATTENTION_BOX} label={t('attention')} look="is-plain" />
          {part('mlpNorm', t('norm'))}
          {part('finalNorm', t('norm'))}
          {part('head', t('head'))}
          {has('prompt') && <Vectors box={ADDED_BOXES.prompt} label="p₁ … pₙ" />}
          {has('prefix') && ADDED_BOXES.prefix.map((box) => <Vectors key={box.y} box={box} />)}
          {(['attentionAdapter', 'outputAdapter'] as const).map(
            (place) =>
              has(place) && (
                <LabelledBox key={place} box={ADDED_BOXES[place]} label={t('adapter')} look="is-added" />
              ),
          )}
          {(['k', 'v', 'down'] as const).map(
            (place) => has(place, 'factor') && <Factor key={place} {...FACTORS[place]} />,
          )}
          <text className="block-note" x={BOXES.embedding.x + 32} y={BOXES.embedding.y + 76}>
            {t('tokens')}
          </text>
          <text className="block-note" x={SIZE.width - 2} y={BOXES.head.y + 78} style={{ textAnchor: 'end' }}>
            {t('logits')}
          </text>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** Narrow boxes carry their word upright. */
function LabelledBox({ box, label, look }: { box: Box; label: string; look: string }) {
  const { x, y, width, height } = box;
  const [cx, cy] = [x + width / 2, y + height / 2];
  return (
    <g className={look}>
      <rect {...box} rx="4" />
      <text x={cx} y={cy} className={width < 40 ? 'is-upright' : undefined}>
        {label}
      </text>
    </g>
  );
}

/** B tall beside the matrix, A wide below it. */
function LowRank({ x, y, width, height }: Box) {
  return (
    <g className="block-added">
      <rect x={x + width + 2} y={y} width="6" height={height} />
      <rect x={x} y={y + height + 2} width={width} height="6" />
    </g>
  );
}

function Bias({ x, y, width }: Box) {
  return (
    <g className="is-added">
      <rect x={x + width - 12} y={y - 9} width="26" height="18" rx="9" />
      <text x={x + width + 1} y={y}>
        +b
      </text>
    </g>
  );
}

function Factor({ x, y }: { x: number; y: number }) {
  return (
    <g className="is-added">
      <circle cx={x} cy={y} r="10" />
      <text x={x} y={y}>
        ×
      </text>
    </g>
  );
}

/** A row of learned positions. */
function Vectors({ box: { x, y, width, height }, label }: { box: Box; label?: string }) {
  const count = Math.round(width / 13);
  const lefts = Array.from({ length: count }, (_, i) => x + (i * width) / count);
  return (
    <g className="is-added">
      {lefts.map((left) => (
        <rect key={left} x={left} y={y} width={width / count - 2} height={height} />
      ))}
      {label && (
        <text className="block-vectors" x={x + width / 2} y={y - 14}>
          {label}
        </text>
      )}
    </g>
  );
}

/** The same form at the size of a legend. */
function Sample({ way }: { way: Way | 'frozen' }) {
  const matrix: Box = { x: 1, y: 1, width: 16, height: 10 };
  return (
    <svg className="block-sample" viewBox="0 0 28 20" aria-hidden="true">
      {way === 'trained' && (
        <LabelledBox box={{ x: 1, y: 2, width: 25, height: 16 }} label="" look="is-trained" />
      )}
      {way === 'frozen' && (
        <LabelledBox box={{ x: 1, y: 2, width: 25, height: 16 }} label="" look="is-frozen" />
      )}
      {way === 'lowRank' && (
        <>
          <LabelledBox box={matrix} label="" look="is-frozen" />
          <LowRank {...matrix} />
        </>
      )}
      {way === 'bias' && <Bias x={0} y={10} width={13} height={10} />}
      {way === 'factor' && <Factor x={14} y={10} />}
      {way === 'module' && (
        <LabelledBox box={{ x: 8, y: 1, width: 12, height: 18 }} label="" look="is-added" />
      )}
      {way === 'vectors' && <Vectors box={{ x: 1, y: 3, width: 26, height: 14 }} />}
    </svg>
  );
}
