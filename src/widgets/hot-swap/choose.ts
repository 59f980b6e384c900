/** @file Chooses the adapter for a message: by the beginning of its instruction, a question mark, or else dialogue. */
import { instructionOf, type Language, TASK_NAMES, type TaskName } from '../../world/index.ts';

export function taskOf(language: Language, message: string): TaskName {
  const text = message.trim();
  const instructed = TASK_NAMES.find((task) => {
    const instruction = instructionOf(language, task).trim();
    return instruction !== '' && text.startsWith(instruction);
  });
  return instructed ?? (/[?？]$/u.test(text) ? 'qa' : 'dialogue');
}
