/** @file Looking a parameter up in layers of weights. */

/** Weights in the form that one engine stores them in. */
interface Layer<Stored> {
  find(name: string): Stored | null;
}

/** The parameter from the first layer that has it: a run's own weights stand before the shared base. */
export function findParameter<Stored>(layers: readonly Layer<Stored>[], name: string): Stored | null {
  for (const layer of layers) {
    const found = layer.find(name);
    if (found) return found;
  }
  return null;
}
