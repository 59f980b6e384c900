/**
 * @file Why another engine trains than the best one, in one sentence. It asks for nothing, so it stands in a widget's foot,
 * where there is room beside other lines, and moves nothing when the device is found.
 */
import { useEngineState } from '../../client/hooks.ts';
import { useLanguage } from '../../page/language.ts';
import { deviceNotice } from '../../wording/messages.ts';

export function DeviceNotice() {
  const language = useLanguage();
  const { device } = useEngineState();
  // That nothing trains at all is told as the engine's error.
  const notice = device?.backend ? deviceNotice(device, language) : null;
  return (
    <div className="engine-notice device-notice" role="status">
      {notice && <p className="note note-warn">{notice}</p>}
    </div>
  );
}
