/** @file A slider that goes through a list of values: learning rates by ratio, ranks by powers of two. */
import { useMemo } from 'react';
import { formatRate } from '../../page/format.ts';
import { type NumberParam, nearestStop, rateStops } from '../../recipes/params.ts';
import { Slider } from './Slider.tsx';

interface StopSliderProps {
  label: string;
  value: number;
  stops: readonly number[];
  format: (value: number) => string;
  onChange: (value: number) => void;
}

export function StopSlider({ label, value, stops, format, onChange }: StopSliderProps) {
  return (
    <Slider
      label={label}
      value={nearestStop(stops, value)}
      min={0}
      max={stops.length - 1}
      text={format(value)}
      onChange={(index) => onChange(stops[index] ?? value)}
    />
  );
}

type RateSliderProps = Pick<StopSliderProps, 'label' | 'value' | 'onChange'> & { param: NumberParam };

export function RateSlider({ param, ...rest }: RateSliderProps) {
  const stops = useMemo(() => rateStops(param.min, param.max), [param.min, param.max]);
  return <StopSlider stops={stops} format={formatRate} {...rest} />;
}
