/**
 * @file An engine that holds its callers to a GPU's rules: a readback takes a while, and a decoder or scorer that is used
 * or disposed of before the one under way has ended is an error, as a second `mapAsync` on a mapped buffer is.
 */
import type { Decoder, Engine, Scorer } from '../../engine/engine.ts';

/** Violations in order; empty where all callers took turns. */
export type Violations = string[];

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

function strict<Part extends Decoder | Scorer>(part: Part, kind: string, violations: Violations): Part {
  let underWay = 0;
  let disposed = false;
  const check = (what: string) => {
    if (underWay > 0) violations.push(`${kind}: ${what} during a readback`);
    if (disposed && what !== 'dispose') violations.push(`${kind}: ${what} after its disposal`);
  };
  return new Proxy(part, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown;
      if (typeof value !== 'function') return value;
      if (key === 'reset' || key === 'dispose')
        return () => {
          check(key);
          disposed ||= key === 'dispose';
          return value.call(target);
        };
      return async (...args: unknown[]) => {
        check(String(key));
        underWay += 1;
        try {
          const result = await value.apply(target, args);
          await nextTask();
          return result;
        } finally {
          underWay -= 1;
        }
      };
    },
  });
}

/** The same engine, watched. */
export function strictEngine(engine: Engine): { engine: Engine; violations: Violations } {
  const violations: Violations = [];
  const watched = new Proxy(engine, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown;
      if (typeof value !== 'function') return value;
      if (key === 'createDecoder')
        return async (options: Parameters<Engine['createDecoder']>[0]) =>
          strict(await target.createDecoder(options), 'decoder', violations);
      if (key === 'createScorer')
        return async (options: Parameters<Engine['createScorer']>[0]) =>
          strict(await target.createScorer(options), 'scorer', violations);
      return value.bind(target);
    },
  });
  return { engine: watched, violations };
}
