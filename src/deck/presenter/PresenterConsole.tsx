/** @file The presenter's window (filled in next): a portal into a window of the same realm. */
export function PresenterConsole() {
  return null;
}
