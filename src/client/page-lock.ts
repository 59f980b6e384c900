/**
 * @file This page's id among the open pages of its origin. Each page holds a Web Lock with its id as long as it is open (W3C,
 * Web Locks API), so that others can tell groups of open pages from groups of closed ones.
 */

const PREFIX = 'lesson7:page:';

/** A new one after every reload. */
export const pageId = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

function locks(): LockManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.locks;
}

let holding = false;

/** From now on, other pages see that this one is open. */
export function holdPageLock(): void {
  if (holding) return;
  holding = true;
  locks()
    ?.request(PREFIX + pageId, () => new Promise(() => {}))
    // Refused in documents that are not fully active, which train nothing.
    .catch(() => {});
}

/** Ids of the open pages, this one included. Without Web Locks, this one alone. */
export async function openPages(): Promise<ReadonlySet<string>> {
  const held =
    (
      await locks()
        ?.query()
        .catch(() => null)
    )?.held ?? [];
  const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
  return new Set([...names, pageId]);
}
