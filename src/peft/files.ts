/** @file What methods share in writing their files. */
import type { NamedTensors } from '../engine/vocabulary.ts';
import { writeSafetensors } from '../model/safetensors.ts';
import type { ExportContext, ExportedFile } from './method.ts';

function jsonFile(name: string, content: Readonly<Record<string, unknown>>): ExportedFile {
  return { name, bytes: new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`) };
}

/** `adapter_config.json` and `adapter_model.safetensors`, as PEFT lays an adapter out; float32 as PEFT keeps it. */
export function adapterFiles(
  peftType: string,
  { baseName }: ExportContext,
  settings: Readonly<Record<string, unknown>>,
  tensors: NamedTensors,
): ExportedFile[] {
  return [
    jsonFile('adapter_config.json', {
      peft_type: peftType,
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: baseName,
      ...settings,
      inference_mode: true,
    }),
    { name: 'adapter_model.safetensors', bytes: writeSafetensors(tensors, 'F32') },
  ];
}

/** Weights and a description beside them, for what PEFT has no format for. */
function describedFiles(
  name: string,
  { baseName, trained }: ExportContext,
  { method, ...about }: Readonly<Record<string, unknown>>,
): ExportedFile[] {
  return [
    jsonFile(`${name}.json`, { method, base_model_name_or_path: baseName, ...about }),
    { name: `${name}.safetensors`, bytes: writeSafetensors(trained, 'F32') },
  ];
}

/**
 * The changed weights alone: names are those of Transformers, so `model.load_state_dict(tensors, strict=False)` puts
 * them into the base. `settings` are what the base's config must say for them to have a place.
 */
export function changedFiles(
  method: string,
  context: ExportContext,
  settings: Readonly<Record<string, unknown>> = {},
): ExportedFile[] {
  return describedFiles('changed_weights', context, {
    method,
    config: settings,
    load: 'model.load_state_dict(safetensors.torch.load_file("changed_weights.safetensors"), strict=False)',
  });
}

/** Modules that neither PEFT nor Transformers has, with what they compute. */
export function moduleFiles(
  method: string,
  context: ExportContext,
  settings: Readonly<Record<string, unknown>>,
): ExportedFile[] {
  return describedFiles('added_modules', context, { method, ...settings });
}
