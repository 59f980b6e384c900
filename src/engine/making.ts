/** @file Things made of several parts: all of them, or none. */

export interface Disposable {
  dispose(): void;
}

/** Notes a part, so that it goes if what follows fails. */
export type Own = <Part extends Disposable>(part: Part) => Part;

/** Makes something; where that fails, the parts that were noted are disposed of, last first, and the error goes on. */
export async function making<Whole>(make: (own: Own) => Promise<Whole>): Promise<Whole> {
  const parts: Disposable[] = [];
  try {
    return await make((part) => {
      parts.push(part);
      return part;
    });
  } catch (error) {
    for (const part of parts.reverse()) part.dispose();
    throw error;
  }
}
