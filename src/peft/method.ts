/**
 * @file The shape every fine-tuning method takes. A method says what it adds to the model, what it trains, and what
 * files it writes; engines and sessions know no method by name.
 */
import type { NamedTensors, PackedTensors } from '../engine/vocabulary.ts';
import type { ModelConfig } from '../model/config.ts';
import type { ModelHooks } from '../model/llama.ts';
import type { MethodSpec } from './spec.ts';

/** A field of a spec that cannot be, with what it may be. */
export interface SpecProblem {
  field: string;
  value: unknown;
  /** What is allowed, as numbers or names. */
  allowed: string;
}

/** A file of an exported run. */
export interface ExportedFile {
  name: string;
  bytes: Uint8Array;
}

/** What stands in front of the base's own weights in a run. */
interface FrozenForm {
  tensors: NamedTensors;
  /** Matrices in fewer bits; the method's hooks must say so (`ModelHooks.storage`). */
  packed: PackedTensors;
}

export interface Method<Spec extends MethodSpec = MethodSpec> {
  name: Spec['name'];
  /** Every field that is out of bounds; empty for a good spec. */
  problems(spec: Spec, config: ModelConfig): SpecProblem[];
  /** True if this weight of the base is trained. */
  trainsBase(spec: Spec, parameterName: string, config: ModelConfig): boolean;
  /** New parameters in order of the forward pass, by their PEFT names: shape. All of them are trained. */
  addedShapes(spec: Spec, config: ModelConfig): [string, number[]][];
  /** Starting values of what is added, the same for the same seed; some are taken from the base's weights. */
  initialise(spec: Spec, config: ModelConfig, seed: number, base: NamedTensors): NamedTensors;
  /** Weights of the base that are frozen in another form than the base's own; null or absent where none are. */
  prepareBase?(spec: Spec, config: ModelConfig, base: NamedTensors): FrozenForm | null;
  /** Learning-rate factor of what is trained; 1 where absent. */
  rateFactor?(spec: Spec, parameterName: string): number;
  /** How the forward pass changes. */
  hooks(spec: Spec): ModelHooks;
  /** Weights of the base with the change folded in, or null if this method cannot be merged. */
  merge(spec: Spec, config: ModelConfig, base: NamedTensors, trained: NamedTensors): NamedTensors | null;
  /** What PEFT (or Transformers) would write for this run. */
  exportFiles(spec: Spec, context: ExportContext): ExportedFile[];
  /** The spec that the exported files are a run of; the spec itself where absent. */
  exportedSpec?(spec: Spec): Spec;
  /** Tensors of an exported file under the names of training; as they are where absent. */
  readFile?(spec: Spec, tensors: NamedTensors): NamedTensors;
}

export interface ExportContext {
  config: ModelConfig;
  /** Name or path of the base, for `base_model_name_or_path`. */
  baseName: string;
  /** The base's own `config.json`, as it was loaded. */
  configJson: Readonly<Record<string, unknown>>;
  /** The base's weights, which the change stands on. */
  base: NamedTensors;
  trained: NamedTensors;
}

/** Exact number of trained numbers: what the method adds, and what it trains of the base. */
export function countTrainable<Spec extends MethodSpec>(
  method: Method<Spec>,
  spec: Spec,
  config: ModelConfig,
  baseShapes: readonly (readonly [string, readonly number[]])[],
): number {
  const count = (shapes: readonly (readonly [string, readonly number[]])[]) =>
    shapes.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return (
    count(method.addedShapes(spec, config)) +
    count(baseShapes.filter(([name]) => method.trainsBase(spec, name, config)))
  );
}
