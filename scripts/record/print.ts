/** @file Numbers and claims as the tables of `npm run record` print them. */

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export interface Claims {
  /** Prints whether it holds, with what was measured and what was wanted. */
  claim(what: string, measured: string, wanted: string, holds: boolean): void;
  /** Whether every claim so far held. */
  all(): boolean;
}

export function newClaims(): Claims {
  let all = true;
  return {
    claim(what, measured, wanted, holds) {
      all &&= holds;
      console.log(
        `  ${holds ? 'holds' : 'FAILS'}  ${what.padEnd(52)} ${measured.padStart(18)}   (${wanted})`,
      );
    },
    all: () => all,
  };
}
