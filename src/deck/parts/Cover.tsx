/**
 * @file `<Cover />`: the lesson in one picture, for the title slide. From one point, the base, two ways lead to the same
 * task: all weights moving (a broad line), and a small increment (a thin one). Line and marker as in every chart.
 */
import { useSlideScope } from '../context.ts';
import { partTexts } from './texts.ts';

export function Cover() {
  const { language } = useSlideScope();
  const text = partTexts[language];
  return (
    <svg className="cover" viewBox="0 0 520 440" role="img" aria-label={text.coverLabel}>
      <g className="cover-grid">
        {[70, 150, 230, 310, 390].map((y) => (
          <line key={y} x1="40" x2="500" y1={y} y2={y} />
        ))}
      </g>
      <path className="cover-base" d="M20 388 H 150" />
      <path className="cover-full" d="M150 388 C 205 372 226 92 442 84" />
      <path className="cover-lora" d="M150 388 C 240 380 262 116 442 106" />
      <circle className="cover-start" cx="150" cy="388" r="8" />
      <rect className="cover-full-end" x="434" y="76" width="15" height="15" />
      <circle className="cover-lora-end" cx="442" cy="106" r="8" />
      <text className="cover-name" x="150" y="420" textAnchor="middle">
        {text.coverBase}
      </text>
      <text className="cover-name cover-name-full" x="432" y="58" textAnchor="end">
        {text.coverFull}
      </text>
      <text className="cover-name cover-name-lora" x="428" y="144" textAnchor="start">
        {text.coverLora}
      </text>
    </svg>
  );
}
