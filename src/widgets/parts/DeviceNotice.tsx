/**
 * @file Why another engine trains than the best one, in one sentence. It needs no action, so it is in a widget's foot,
 * where it shifts nothing when the device is found.
 */
import { useEngineState } from '../../client/hooks.ts';
import { useLanguage } from '../../page/language.ts';
import { deviceNotice } from '../../wording/messages.ts';

export function DeviceNotice() {
  const language = useLanguage();
  const { device } = useEngineState();
  // Where nothing trains at all, the engine's error says so.
  const notice = device?.backend ? deviceNotice(device, language) : null;
  return (
    <div className="engine-notice device-notice" role="status">
      {notice && <p className="note note-warn">{notice}</p>}
    </div>
  );
}
