/** @file A learning rate whose slider also changes the current run. */
import type { NumberParam } from '../../recipes/params.ts';
import { Hideable } from './Hideable.tsx';
import { RateSlider } from './StopSlider.tsx';
import { applyRate } from './use-trainer.ts';

interface LiveRateProps<Name extends string> {
  /** The setting's name, by which a teacher may hide it. */
  name: Name;
  label: string;
  params: Record<Name, NumberParam>;
  values: Record<Name, number>;
  set: (changes: Record<Name, number>) => void;
  /** The widget whose run is changed, and the run's name. */
  owner: string;
  run: string;
}

export function LiveRate<Name extends string>(props: LiveRateProps<Name>) {
  const { name, label, params, values, set, owner, run } = props;
  return (
    <Hideable name={name}>
      <RateSlider
        label={label}
        param={params[name]}
        value={values[name]}
        onChange={(learningRate) => {
          set({ [name]: learningRate } as Record<Name, number>);
          applyRate(owner, run, learningRate);
        }}
      />
    </Hideable>
  );
}
