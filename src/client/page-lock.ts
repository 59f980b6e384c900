/**
 * @file Who this page is among the open ones of its origin. Each page holds a Web Lock of its name as long as it lives (W3C,
 * Web Locks API), so that others can tell what a living page still works on from what a page left behind.
 */

const PREFIX = 'lesson7:page:';

/** This page's name; another after every reload. */
export const pageId = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

function locks(): LockManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.locks;
}

let holding = false;

/** From now on, others see that this page lives. */
export function holdPageLock(): void {
  if (holding) return;
  holding = true;
  locks()
    ?.request(PREFIX + pageId, () => new Promise(() => {}))
    // Refused in documents that are not fully active: then nobody asks either.
    .catch(() => {});
}

/** Names of the pages that live, this one included. Where the browser cannot tell, this one alone. */
export async function livingPages(): Promise<ReadonlySet<string>> {
  const held =
    (
      await locks()
        ?.query()
        .catch(() => null)
    )?.held ?? [];
  const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
  return new Set([...names, pageId]);
}
