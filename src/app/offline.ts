/**
 * @file The service worker of the built page. A new version waits until the reader installs it by one press while nothing
 * trains in any window, or until the last window of the old one is closed. Nothing else ever reloads the page.
 */
import { getUpdate, setUpdate } from '../page/update.ts';

export function keepOffline(): void {
  if (!import.meta.env.PROD || import.meta.env.MODE === 'one-file') return;
  if (!('serviceWorker' in navigator) || !location.protocol.startsWith('http')) return;
  addEventListener('load', () => {
    navigator.serviceWorker.register('./sw.js', { scope: './' }).then(
      // Extensions and tools that block service workers may answer with nothing.
      (registration?: ServiceWorkerRegistration) => registration && watchUpdates(registration),
      // Refused in some private windows; the page then works online as before.
      () => {},
    );
  });
}

/** Reports newer versions of the registration. Exported for its test. */
export function watchUpdates(registration: ServiceWorkerRegistration): void {
  const { serviceWorker } = navigator;
  let taking = false;
  // The first worker also takes control of this page, but has this page's version.
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (taking) location.reload();
    else if (controlled) setUpdate('taken', () => location.reload());
    controlled = true;
  });

  const take = async () => {
    const { anyWindowTrains } = await import('../client/training-lock.ts');
    if (!registration.waiting) return;
    if (await anyWindowTrains()) {
      setUpdate('elsewhere');
      return;
    }
    taking = true;
    registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  };
  const offer = () => {
    if (!registration.waiting || !controlled || getUpdate() !== 'none') return;
    setUpdate('waiting', () => void take());
    void followRuns();
  };

  offer();
  registration.addEventListener('updatefound', () => {
    const installing = registration.installing;
    installing?.addEventListener('statechange', offer);
  });
}

/** While a run of this page is unfinished the button is not there. */
async function followRuns(): Promise<void> {
  const [{ engine }, { hasUnfinished }] = await Promise.all([
    import('../client/engine-store.ts'),
    import('../client/training-lock.ts'),
  ]);
  const follow = () => {
    const training = hasUnfinished(engine.records);
    const update = getUpdate();
    if (training && update !== 'training' && update !== 'taken') setUpdate('training');
    else if (!training && update === 'training') setUpdate('waiting');
  };
  follow();
  engine.records.subscribe(follow);
}
