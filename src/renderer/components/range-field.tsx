import { Slider } from 'radix-ui';
import { useId } from 'react';

interface RangeFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** The value in words: "16 px". */
  readonly text: string;
  readonly onChange: (value: number) => void;
}

/** A number by slider; arrow keys work. */
export function RangeField({ label, value, min, max, step = 1, text, onChange }: RangeFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3">
        <span id={id} className="text-sm font-medium">
          {label}
        </span>
        <span className="text-xs text-text-2">{text}</span>
      </div>
      <Slider.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        onValueChange={([next]) => {
          if (next !== undefined) onChange(next);
        }}
        className="relative flex h-6 touch-none items-center select-none"
      >
        <Slider.Track className="forced-border relative h-1.5 flex-1 rounded-full bg-pressed">
          <Slider.Range className="absolute h-full rounded-full bg-accent" />
        </Slider.Track>
        <Slider.Thumb
          aria-labelledby={id}
          aria-valuetext={text}
          className="block size-4 rounded-full border-2 border-accent bg-panel"
        />
      </Slider.Root>
    </div>
  );
}
