import { scaleLinear } from 'd3-scale';
import { useId } from 'react';
import { useWidth } from './use-width.ts';

export interface Bar {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  /** The value in words, e.g. "0.81 · 120 spans". */
  readonly text: string;
  /** CSS colour; the accent by default. */
  readonly colour?: string;
  /** Drawn hollow: not part of the group in question. */
  readonly hollow?: boolean;
}

interface BarChartProps {
  readonly bars: readonly Bar[];
  readonly max: number;
  readonly description: string;
}

const rowHeight = 26;
/** Between a label and its bar. */
const gap = 12;

/** About the width of a label, in pixels; names of entity types are often all capitals. */
const widthOf = (label: string): number =>
  Array.from(label).reduce((sum, letter) => sum + (letter === letter.toLowerCase() ? 6.6 : 8.4), 0);

/** Horizontal bars, one a line, with the value in words behind each. */
export function BarChart({ bars, max, description }: BarChartProps) {
  const { ref, width } = useWidth(400);
  const id = useId();
  const left = Math.min(width * 0.38, Math.max(30, ...bars.map((bar) => widthOf(bar.label))) + gap);
  const right = Math.max(52, Math.max(0, ...bars.map((bar) => bar.text.length)) * 6.2 + 10);
  const x = scaleLinear([0, max <= 0 ? 1 : max], [0, Math.max(20, width - left - right)]);
  return (
    <div ref={ref}>
      <svg
        data-chart
        width={width}
        height={Math.max(1, bars.length) * rowHeight}
        role="img"
        aria-labelledby={id}
        className="block font-sans"
      >
        <title id={id}>{description}</title>
        {bars.map((bar, index) => {
          const middle = index * rowHeight + rowHeight / 2;
          const colour = bar.colour ?? 'var(--accent)';
          const limit = Math.max(4, Math.floor(((left - gap) * bar.label.length) / widthOf(bar.label)));
          const name = bar.label.length > limit ? `${bar.label.slice(0, limit - 1)}…` : bar.label;
          return (
            <g key={bar.id}>
              <title>{`${bar.label}: ${bar.text}`}</title>
              <text x={0} y={middle} dominantBaseline="middle" className="fill-text text-xs">
                {name}
              </text>
              <rect x={left} y={middle - 6} width={Math.max(1, x(max))} height={12} className="fill-sunken" />
              <rect
                x={left}
                y={middle - 6}
                width={Math.max(1, x(Math.max(0, bar.value)))}
                height={12}
                style={{ fill: bar.hollow === true ? 'transparent' : colour, stroke: colour }}
                strokeWidth={1.5}
                strokeDasharray={bar.hollow === true ? '3 2' : undefined}
              />
              <text
                x={left + x(max) + 8}
                y={middle}
                dominantBaseline="middle"
                className="fill-text-2 text-xs"
              >
                {bar.text}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
