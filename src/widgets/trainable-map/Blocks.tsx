/**
 * @file The model from input (below) to output (above), block by block, coloured by what a method trains. Part
 * widths follow parameter counts; colour is never the only sign: partly trained parts are striped, added
 * parameters are a separate bar.
 */
import type { CSSProperties } from 'react';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import type { Part, TrainableBlock, TrainableMap } from '../../costs/index.ts';
import { formatCount } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { type MapText, texts } from './texts.ts';

interface BlocksProps {
  map: TrainableMap;
  name: string;
  summary: string;
  /** A prefix adds keys and values to every block, though it belongs to no module. */
  prefixed: boolean;
}

const PART_TEXTS: Readonly<Record<Part, MapText>> = {
  embedding: 'embedding',
  attention: 'attention',
  feedForward: 'feedForward',
  norm: 'norm',
  head: 'headPart',
};

/** Blocks that fit with their names; more are drawn as thin lines. */
const NAMED = 18;

type Entry = TrainableBlock['parts'][number];

function stateOf({ parameters, inPlace }: Entry, shared: boolean): string {
  if (shared || (parameters > 0 && inPlace > 0.99 * parameters)) return 'is-trained';
  return inPlace > 0 ? 'is-partly' : 'is-frozen';
}

export function Blocks({ map, name, summary, prefixed }: BlocksProps) {
  const t = useText(texts);
  const { blocks, beside } = map;
  const named = blocks.length - 2 <= NAMED;
  const embedding = blocks[0]?.parts.find(({ part }) => part === 'embedding');
  const embeddingTrained = (embedding?.inPlace ?? 0) > 0.99 * (embedding?.parameters ?? 1);
  const stacks = new Set(blocks.filter(({ place }) => place === 'block').map(({ stack }) => stack));
  const twoStacks = stacks.size > 1;
  /** PEFT gives the prefix to the decoder of models with two stacks. */
  const takesPrefix = ({ place, stack }: TrainableBlock): boolean =>
    prefixed && place === 'block' && (!twoStacks || stack === 'decoder');
  return (
    <ChartFrame
      name={name}
      summary={summary}
      legend={
        <ul className="chart-legend">
          {(
            [
              ['is-trained', 'legendTrained'],
              ['is-partly', 'legendPartly'],
              ['map-added', 'legendAdded'],
              ['is-frozen', 'legendFrozen'],
            ] as const
          ).map(([look, text]) => (
            <li key={look}>
              <span className={`map-swatch ${look}`} aria-hidden="true" />
              {t(text)}
            </li>
          ))}
        </ul>
      }
      table={() => <PartTable map={map} name={name} />}
    >
      <div
        className={named ? 'map-blocks' : 'map-blocks is-dense'}
        style={{ '--blocks': blocks.length } as CSSProperties}
        aria-hidden="true"
      >
        {[...blocks].reverse().map((block) => {
          const label =
            block.place === 'block'
              ? t(twoStacks ? (block.stack === 'encoder' ? 'encoderBlock' : 'decoderBlock') : 'block', {
                  layer: block.layer + 1,
                })
              : t(block.place);
          return (
            <div
              key={`${block.place} ${block.stack} ${block.layer}`}
              className={`map-block is-${block.place}`}
            >
              <span className="map-label">{named || block.place !== 'block' ? label : ''}</span>
              <span className="map-parts" title={label}>
                {takesPrefix(block) && <span className="map-added map-prefix" />}
                {block.parts.map((entry) => {
                  const shared = entry.part === 'head' && entry.parameters === 0;
                  const text = shared ? t('tied') : t(PART_TEXTS[entry.part]);
                  const look = stateOf(entry, shared && embeddingTrained);
                  return (
                    <span
                      key={entry.part}
                      className={`map-part ${shared && !embeddingTrained ? 'is-frozen' : look}`}
                      style={{
                        flexGrow: Math.max(shared ? (embedding?.parameters ?? 1) : entry.parameters, 1),
                      }}
                      title={`${label} · ${text}: ${formatCount(entry.parameters)}`}
                    >
                      <span className="map-text">{text}</span>
                      {entry.added > 0 && <span className="map-added map-strip" />}
                    </span>
                  );
                })}
              </span>
            </div>
          );
        })}
        {beside > 0 && !prefixed && (
          <div className="map-block is-beside">
            <span className="map-label" />
            <span className="map-parts">
              <span className="map-added map-part">
                <span className="map-text">
                  {t('beside')} · {formatCount(beside)}
                </span>
              </span>
            </span>
          </div>
        )}
      </div>
    </ChartFrame>
  );
}

/** The same by part, all blocks together. */
function PartTable({ map, name }: { map: TrainableMap; name: string }) {
  const t = useText(texts);
  const sums = new Map<Part, { parameters: number; inPlace: number; added: number }>();
  for (const { parts } of map.blocks) {
    for (const { part, parameters, inPlace, added } of parts) {
      const sum = sums.get(part) ?? { parameters: 0, inPlace: 0, added: 0 };
      sum.parameters += parameters;
      sum.inPlace += inPlace;
      sum.added += added;
      sums.set(part, sum);
    }
  }
  return (
    <table className="data-table">
      <caption className="visually-hidden">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('part')}</th>
          {(['parameters', 'inPlace', 'added'] as const).map((head) => (
            <th key={head} scope="col" className="number">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...sums].map(([part, sum]) => (
          <tr key={part}>
            <th scope="row">{t(PART_TEXTS[part])}</th>
            <td className="number">{formatCount(sum.parameters)}</td>
            <td className="number">{formatCount(sum.inPlace)}</td>
            <td className="number">{formatCount(sum.added)}</td>
          </tr>
        ))}
        {map.beside > 0 && (
          <tr>
            <th scope="row">{t('beside')}</th>
            <td className="number">0</td>
            <td className="number">0</td>
            <td className="number">{formatCount(map.beside)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
