/**
 * @file Registers the service worker of the built page. Nothing here reloads: a new version takes over when the last
 * window of the old one is closed.
 */
export function keepOffline(): void {
  if (!import.meta.env.PROD || import.meta.env.MODE === 'one-file') return;
  if (!('serviceWorker' in navigator) || !location.protocol.startsWith('http')) return;
  addEventListener('load', () => {
    // Refused in some private windows; the page then works online as before.
    navigator.serviceWorker.register('./sw.js', { scope: './' }).catch(() => {});
  });
}
