/**
 * @file The one table of names of columns, fields, lists, messages and roles in common data sets. Readers use it, and the
 * page's help and messages list it. Within a column the earlier name takes precedence.
 */

/** The parts of a single question and its answer. */
export const COLUMN_NAMES = {
  prompt: [
    ...['prompt', 'instruction', 'question', 'query', 'ask', 'user', 'human'],
    ...['prompts', 'instructions', 'questions', 'queries'],
    ...['问题', '提问', '指令', '提示词', '提示', '问', '用户', '問題', '提問', '問'],
    ...['質問', '指示', '질문', 'pregunta', 'frage', 'pergunta', 'domanda', 'вопрос'],
  ],
  /** Context of the question; appended to it on a new line. */
  input: ['input', 'context', '输入', '上下文', '背景', '輸入', '入力', 'inputs', 'contexts'],
  completion: [
    ...['completion', 'output', 'response', 'answer', 'reply', 'target', 'assistant'],
    ...['completions', 'outputs', 'responses', 'answers', 'replies'],
    ...['回答', '答案', '输出', '回复', '答复', '答', '助手', '輸出', '回覆'],
    ...['応答', '出力', '답변', 'respuesta', 'antwort', 'réponse', 'resposta', 'risposta', 'ответ'],
  ],
  system: ['system', 'system_prompt', '系统提示', '系统', '系統提示'],
  /** Rows of a table that follow each other with the same one are turns of one conversation. */
  conversation: ['conversation', 'conversation_id', '对话', '对话编号', '對話'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Column = keyof typeof COLUMN_NAMES;
export const COLUMNS = Object.keys(COLUMN_NAMES) as Column[];

/** Lists of messages at the top level of an example, besides OpenAI's `messages`. */
export const LIST_NAMES = ['conversations', 'conversation', 'dialogue', 'dialog', 'turns', 'chat'] as const;

/** The parts of a message. */
export const MESSAGE_NAMES = {
  role: ['role', 'from'],
  content: ['content', 'value', 'text'],
  weight: ['weight', 'loss_weight', 'loss', 'train'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Roles; `tool` covers calls and results of tools. */
const ROLE_NAMES = {
  system: ['system', 'developer', '系统'],
  user: ['user', 'human', 'prompter', '用户'],
  assistant: ['assistant', 'gpt', 'bot', 'chatgpt', 'model', '助手'],
  tool: ['tool', 'function', 'function_call', 'observation', 'tool_call', 'tool_response', 'ipython'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type RoleName = keyof typeof ROLE_NAMES;

/** Fields that hold pictures, sound or film. */
export const MEDIA_NAMES = ['image', 'images', 'picture', 'pictures', 'video', 'videos', 'audio', 'audios'];

/** Fields of preference data: a better and a worse answer, or an answer with a verdict. */
export const PREFERENCE_NAMES = {
  pair: ['chosen', 'rejected', 'chosen_response', 'rejected_response'],
  verdict: ['label', 'kto_tag'],
};

/** Normalises a name for comparison: width, case and word separators are ignored. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_');
}

const places = new Map<string, { column: Column; rank: number }>(
  COLUMNS.flatMap((column) =>
    COLUMN_NAMES[column].map((name, rank) => [plainName(name), { column, rank }] as const),
  ),
);
const roles = new Map<string, RoleName>(
  (Object.keys(ROLE_NAMES) as RoleName[]).flatMap((role) =>
    ROLE_NAMES[role].map((name) => [name, role] as const),
  ),
);

/** Which of the names of a record or of a header is which column. */
export type Names = Readonly<Partial<Record<Column, string>>>;

/** The columns among some names. Where an input is the only question, it is the question. */
export function namesIn(keys: readonly string[]): Names {
  const found: Partial<Record<Column, string>> = {};
  const ranks: Partial<Record<Column, number>> = {};
  for (const key of keys) {
    const place = places.get(key) ?? places.get(plainName(key));
    if (!place || place.rank >= (ranks[place.column] ?? Number.POSITIVE_INFINITY)) continue;
    found[place.column] = key;
    ranks[place.column] = place.rank;
  }
  const { input, prompt, ...rest } = found;
  if (prompt === undefined && input !== undefined) return { ...rest, prompt: input };
  return found;
}

/** @returns null for an unknown role */
export function roleNamed(name: string): RoleName | null {
  return roles.get(name.trim().toLowerCase()) ?? null;
}
