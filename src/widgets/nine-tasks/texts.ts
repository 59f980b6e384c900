/** @file Words of the nine tasks. */
import { catalogue } from '../../page/language.ts';

export const texts = catalogue({
  zh: {
    name: '九个任务',
    task: '任务',
    input: '输入',
    instruction: '指令“{instruction}”会自动加在前面',
    answer: '回答',
    examples: '留出的例子：',
    asBase: '基座',
    asAdapter: '基座 + “{task}”适配器',
    loading: '正在加载适配器…',
    notAsked: '按“回答”。',
    table: '留出题上的成绩（{date} 录制，每题都测）',
    measured: '度量',
    noTable: '还没有录制九个任务的成绩。',
    finding:
      '{task}：{count} 道留出题，基座 {base}，专用适配器 {adapter}，一个适配器学九个任务 {nine}，随机猜 {random}（{metric}）。',
    answeredHere: '上面的回答由本机现场生成。',
    coverage: '摘要还按事实计：专用适配器说出了 {adapter} 的事实。',
    exact: '要求逐字相同，专用适配器是 {adapter}。',
  },
  en: {
    name: 'Nine tasks',
    task: 'Task',
    input: 'Input',
    instruction: 'the instruction “{instruction}” is put before it',
    answer: 'Answer',
    examples: 'Held-out examples:',
    asBase: 'Base',
    asAdapter: 'Base + adapter “{task}”',
    loading: 'Loading the adapter…',
    notAsked: 'Press “Answer”.',
    table: 'Scores on held-out examples (recorded {date}, every example measured)',
    measured: 'measured by',
    noTable: 'No scores of the nine tasks have been recorded yet.',
    finding:
      '{task}: on {count} held-out examples the base scores {base}, its own adapter {adapter}, one adapter for all nine {nine}, a random guess {random} ({metric}).',
    answeredHere: 'The answers above were generated on this machine, just now.',
    coverage: 'Counted by facts, summaries of the own adapter name {adapter} of them.',
    exact: 'Word for word, the own adapter is right in {adapter}.',
  },
});
