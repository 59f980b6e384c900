/**
 * @file The service worker of the built page. A new version waits until the reader installs it by one press while nothing
 * trains in any window, or until the last window of the old one is closed. Nothing else ever reloads the page.
 */
import { getUpdate, setUpdate } from '../page/update.ts';

export function registerServiceWorker(): void {
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
  let installing = false;
  // The first worker also takes control of this page, but has this page's version.
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (installing) location.reload();
    else if (controlled) setUpdate('replaced', () => location.reload());
    controlled = true;
  });

  const install = async () => {
    const { anyWindowTrains } = await import('../client/training-lock.ts');
    if (!registration.waiting) return;
    if (await anyWindowTrains()) {
      setUpdate('elsewhere');
      return;
    }
    installing = true;
    registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  };
  const offer = () => {
    if (!registration.waiting || !controlled || getUpdate() !== 'none') return;
    setUpdate('waiting', () => void install());
    void watchRuns();
  };

  offer();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
}

/** Withholds the button while a run of this page is unfinished. */
async function watchRuns(): Promise<void> {
  const [{ engine }, { hasUnfinished }] = await Promise.all([
    import('../client/engine-store.ts'),
    import('../client/training-lock.ts'),
  ]);
  const onChange = () => {
    const training = hasUnfinished(engine.records);
    const update = getUpdate();
    if (training && update !== 'training' && update !== 'replaced') setUpdate('training');
    else if (!training && update === 'training') setUpdate('waiting');
  };
  onChange();
  engine.records.subscribe(onChange);
}
