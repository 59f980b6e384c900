/** @file What the tests ask of a browser that Playwright does not drive, and what they build on it. */

export interface Driver {
  /** Goes to an address and resolves once the page has loaded. */
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** The value of an expression in the page, awaited there. Throws what it throws. */
  run(expression: string): Promise<unknown>;
  /** Presses the first of these elements with the pointer; `name` is its label or its text. Throws if there is none. */
  click(selector: string, name?: string): Promise<void>;
  /** Gives one key to what has the focus, such as `PageDown`. */
  press(key: Key): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** What is seen now, as a PNG. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Keys by name, with their code points of the WebDriver standard (section "Keyboard actions"). */
export const KEYS = { PageDown: '\uE00F', Escape: '\uE00C' } as const;
export type Key = keyof typeof KEYS;

type Json = string | number | boolean | null;

/** Milliseconds that a page may take for one action. */
const PATIENCE = 45_000;
/** For a whole run on two busy cores. Node ends a request that takes 300 s by itself. */
export const LONG_PATIENCE = 240_000;
export const PROTOCOL_TIMEOUT = 280_000;

function call(fn: (...args: never[]) => unknown, args: readonly Json[]): string {
  return `(${fn})(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
}

/** Calls a function in the page. It closes over nothing of ours. */
export function evaluate<Args extends Json[], Value>(
  driver: Driver,
  fn: (...args: Args) => Value | Promise<Value>,
  ...args: Args
): Promise<Value> {
  return driver.run(call(fn, args)) as Promise<Value>;
}

/**
 * Resolves with the first true value of a function in the page, which is asked again at every change of the document.
 * @param patience milliseconds
 */
export async function until<Args extends Json[], Value>(
  driver: Driver,
  what: string,
  fn: (...args: Args) => Value,
  args: Args,
  patience = PATIENCE,
): Promise<NonNullable<Value>> {
  const value = await driver.run(`new Promise((resolve, reject) => {
    const settle = (act, value) => {
      observer.disconnect();
      clearTimeout(end);
      act(value);
    };
    const look = () => {
      try {
        const value = ${call(fn, args)};
        if (value) settle(resolve, value instanceof Node ? true : value);
      } catch (error) {
        settle(reject, error);
      }
    };
    const observer = new MutationObserver(look);
    const vain = new Error(${JSON.stringify(`Waited ${patience / 1000} s in vain: ${what}`)});
    const end = setTimeout(settle, ${patience}, reject, vain);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  })`);
  return value as NonNullable<Value>;
}

/** The function that finds what `click` presses, as source for the page. */
export function finder(selector: string, name?: string): string {
  const find = (wanted: string, label: string | null) => {
    const found = [...document.querySelectorAll(wanted)].find(
      (element) =>
        label === null || (element.getAttribute('aria-label') ?? element.textContent?.trim()) === label,
    );
    if (!found) throw new Error(`There is no ${wanted} named ${label}.`);
    return found;
  };
  return call(find, [selector, name ?? null]);
}
