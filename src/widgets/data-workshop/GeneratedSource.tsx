/** @file Answers of a simulated stronger model, screened by rules and votes and compared with the world's correct ones. */
import type { ReactNode } from 'react';
import {
  type Candidate,
  type Screened,
  type ScreenScore,
  type ScreenSettings,
  scoreScreen,
  screen,
} from '../../data/screening.ts';
import { formatShare } from '../../page/format.ts';
import { type Language, useText } from '../../page/language.ts';
import { worldOf } from '../../recipes/data-specs.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { Check } from '../parts/Check.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { Scroll } from '../parts/Scroll.tsx';
import { Slider } from '../parts/Slider.tsx';
import type { WorkshopValues } from './specs.ts';
import { texts, type WorkshopText } from './texts.ts';

const PARAMS = WIDGET_PARAMS['data-workshop'];
const SHOWN = 12;
/** Agreement of the comparison where the reader uses no vote. */
const USUAL_AGREEMENT = 0.6;

interface GeneratedSourceProps {
  language: Language;
  values: WorkshopValues;
  set: (changes: Partial<WorkshopValues>) => void;
  candidates: readonly Candidate[];
  screened: readonly Screened[];
  /** Opens the result for editing. */
  toHand: ReactNode;
}

/** The reader's settings; agreement 0 means no vote. */
export function screenSettings({
  rules,
  agreement,
}: Pick<WorkshopValues, 'rules' | 'agreement'>): ScreenSettings {
  return { rules, agreement: agreement > 0 ? agreement : null };
}

export function GeneratedSource({
  language,
  values,
  set,
  candidates,
  screened,
  toHand,
}: GeneratedSourceProps) {
  const t = useText(texts);
  const world = worldOf(language);
  const agreement = values.agreement > 0 ? values.agreement : USUAL_AGREEMENT;
  const samples = candidates[0]?.answers.length ?? 0;
  const score = (settings: ScreenSettings) => scoreScreen(screen(world, candidates, settings));
  const rows: { name: WorkshopText; score: ScreenScore }[] = [
    { name: 'none', score: score({ rules: false, agreement: null }) },
    { name: 'onlyRules', score: score({ rules: true, agreement: null }) },
    { name: 'onlyVotes', score: score({ rules: false, agreement }) },
    { name: 'both', score: score({ rules: true, agreement }) },
    { name: 'yours', score: scoreScreen(screened) },
  ];
  return (
    <div className="workshop-source">
      <p className="hint">{t('teacherHint')}</p>
      <div className="controls">
        <Hideable name="errors">
          <Slider
            label={t('errors')}
            value={values.errors}
            min={PARAMS.errors.min}
            max={PARAMS.errors.max}
            step={0.05}
            text={formatShare(values.errors)}
            onChange={(errors) => set({ errors })}
          />
        </Hideable>
        <Hideable name="agreement">
          <Slider
            label={t('agreement')}
            value={values.agreement}
            min={0}
            max={1}
            step={0.2}
            text={
              values.agreement === 0
                ? t('noVote')
                : t('votes', { count: Math.round(values.agreement * samples), of: samples })
            }
            onChange={(value) => set({ agreement: value })}
          />
        </Hideable>
      </div>
      <Hideable name="rules">
        <Check label={t('rules')} checked={values.rules} onChange={(rules) => set({ rules })} />
      </Hideable>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('screening')}</th>
            {(['accepted', 'precision', 'recall'] as const).map((name) => (
              <th key={name} scope="col" className="number">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, score: { accepted, precision, recall } }) => (
            <tr key={name} className={name === 'yours' ? 'is-yours' : undefined}>
              <th scope="row">{t(name)}</th>
              <td className="number">{accepted}</td>
              <td className="number">{formatShare(precision)}</td>
              <td className="number">{formatShare(recall)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Scroll className="workshop-scroll" label={t('taken')}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('question')}</th>
              <th scope="col">{t('samples')}</th>
              <th scope="col">{t('taken')}</th>
            </tr>
          </thead>
          <tbody>
            {screened.slice(0, SHOWN).map(({ question, answer, dropped, truth }, i) => (
              <tr key={question}>
                <th scope="row">{question}</th>
                <td>{candidates[i]!.answers.map((one) => (one === '' ? '∅' : one)).join(' / ')}</td>
                <td>
                  {answer === null ? (
                    <span className="hint">{t('dropped', { reason: t(dropped ?? 'disagree') })}</span>
                  ) : (
                    <>
                      {answer}{' '}
                      <span className={answer === truth ? 'verdict is-right' : 'verdict'}>
                        {answer === truth ? `✓ ${t('verdictRight')}` : `✗ ${t('verdictWrong')}`}
                      </span>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {toHand && <p>{toHand}</p>}
    </div>
  );
}
