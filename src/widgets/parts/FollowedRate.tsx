/** @file A learning rate whose slider also changes the current run. */
import type { NumberParam } from '../../recipes/params.ts';
import { Shown } from './Shown.tsx';
import { RateSlider } from './StopSlider.tsx';
import { followRate } from './use-trainer.ts';

interface FollowedRateProps<Name extends string> {
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

export function FollowedRate<Name extends string>(props: FollowedRateProps<Name>) {
  const { name, label, params, values, set, owner, run } = props;
  return (
    <Shown name={name}>
      <RateSlider
        label={label}
        param={params[name]}
        value={values[name]}
        onChange={(learningRate) => {
          set({ [name]: learningRate } as Record<Name, number>);
          followRate(owner, run, learningRate);
        }}
      />
    </Shown>
  );
}
