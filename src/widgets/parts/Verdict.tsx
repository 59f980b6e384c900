/** @file The verdict on an answer to a task: compared with the world's answer where there is one, and executed if it is a program. */
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { worldOf } from '../../recipes/tasks.ts';
import { judge, outputOf, type TaskName, truthOf } from '../../world/index.ts';
import { verdictTexts } from './verdict.texts.ts';

interface VerdictProps {
  task: TaskName;
  /** The whole prompt, instruction included. */
  prompt: string;
  answer: string;
}

export function Verdict({ task, prompt, answer }: VerdictProps) {
  const t = useText(verdictTexts);
  const language = useLanguage();
  const truth = truthOf(worldOf(language), task, prompt);
  const judged = truth && judge(language, { task, response: truth.response }, answer);
  const right = judged?.score === 1;
  return (
    <div className="verdict">
      {task === 'code' && <ProgramOutput program={answer} />}
      {judged && truth ? (
        <p>
          <strong className={right ? 'verdict-right' : 'verdict-wrong'}>
            <span aria-hidden="true">{right ? '✓ ' : '✗ '}</span>
            {t(right ? 'right' : 'wrong')}
          </strong>{' '}
          {!right && task === 'summary' && `${t('coverage', { share: formatShare(judged.coverage ?? 0) })} `}
          {!right && task === 'extraction' && `${t('fields', { share: formatShare(judged.score) })} `}
          {!right && `${t('reference', { answer: truth.response })} `}
          <span className="hint">{t(truth.origin)}</span>
        </p>
      ) : (
        <p className="hint">{t('noTruth')}</p>
      )}
    </div>
  );
}

const MOST_LINES = 9;

function ProgramOutput({ program }: { program: string }) {
  const t = useText(verdictTexts);
  const output = outputOf(program.trim());
  if ('fault' in output)
    return <p className="verdict-wrong">{t(output.fault.fault, { line: output.fault.line })}</p>;
  const { lines } = output;
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return (
    <p>
      <span className="hint">{t('prints')} </span>
      <samp className="program-output">{shown.length === 0 ? t('nothing') : shown.join(' ⏎ ')}</samp>
    </p>
  );
}
