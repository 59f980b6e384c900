/** @file The tools that a run is exported for: their commands and files. */
import type { ExportedFile } from '../peft/method.ts';
import { axolotlFiles } from './axolotl.ts';
import type { ToolId } from './gaps.ts';
import { llamaFactoryFiles } from './llamafactory.ts';
import { mlxFiles } from './mlx.ts';
import type { Plan } from './plan.ts';
import { trlFiles, trlSftFiles } from './trl.ts';
import { unslothFiles } from './unsloth.ts';

interface Tool {
  files(plan: Plan): ExportedFile[];
  /** Lines for a shell in the unpacked folder; `folder` is empty or ends with a slash. */
  commands(folder: string): string[];
}

export const TOOL_FILES: Readonly<Record<ToolId, Tool>> = {
  trl: {
    files: trlFiles,
    commands: (folder) => [`pip install -r ${folder}trl/requirements.txt`, `python ${folder}trl/train.py`],
  },
  trlSft: {
    files: trlSftFiles,
    commands: (folder) => [
      `pip install -r ${folder}trl/requirements.txt`,
      `trl sft --config ${folder}trl/sft.yaml`,
    ],
  },
  llamafactory: {
    files: llamaFactoryFiles,
    commands: (folder) => [
      `pip install -r ${folder}llamafactory/requirements.txt`,
      `llamafactory-cli train ${folder}llamafactory/train.yaml`,
    ],
  },
  axolotl: {
    files: axolotlFiles,
    commands: (folder) => [
      `pip install -r ${folder}axolotl/requirements.txt`,
      `axolotl train ${folder}axolotl/train.yaml`,
    ],
  },
  unsloth: {
    files: unslothFiles,
    commands: (folder) => [
      `pip install -r ${folder}unsloth/requirements.txt`,
      `unsloth train --config ${folder}unsloth/train.yaml`,
    ],
  },
  mlx: {
    files: mlxFiles,
    commands: (folder) => [
      `pip install -r ${folder}mlx/requirements.txt`,
      ...(folder === '' ? ['python mlx/train.py'] : []),
      `mlx_lm.lora --config ${folder}mlx/lora.yaml`,
    ],
  },
};
