/** @file Chooses the adapter for a message: by the beginning of its instruction, a question mark, or else dialogue. */
import { instructionOf, type Language, TASK_NAMES, type TaskName } from '../../world/index.ts';

export function taskOf(language: Language, message: string): TaskName {
  const said = message.trim();
  const instructed = TASK_NAMES.find((task) => {
    const instruction = instructionOf(language, task).trim();
    return instruction !== '' && said.startsWith(instruction);
  });
  return instructed ?? (/[?？]$/u.test(said) ? 'qa' : 'dialogue');
}
