/** @file Creating something of several parts: all of them, or none. */

interface Disposable {
  dispose(): void;
}

/** Registers a part, so that it is disposed of if a later step fails. Returns the part. */
export type Own = <Part extends Disposable>(part: Part) => Part;

/** Runs `create`; if it fails, disposes of the registered parts, last first, and throws its error. */
export async function disposeOnError<Whole>(create: (own: Own) => Promise<Whole>): Promise<Whole> {
  const parts: Disposable[] = [];
  try {
    return await create((part) => {
      parts.push(part);
      return part;
    });
  } catch (error) {
    for (const part of parts.reverse()) part.dispose();
    throw error;
  }
}
