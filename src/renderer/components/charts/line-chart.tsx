import { scaleLinear, scalePoint } from 'd3-scale';
import { area, line } from 'd3-shape';
import { useId } from 'react';
import { formatAgreement } from '../../i18n/format.ts';
import { useWidth } from './use-width.ts';

export interface LinePoint {
  readonly label: string;
  readonly value: number | null;
  /** Drawn as a band around the line. */
  readonly interval: readonly [number, number] | null;
  /** Short word under the label, e.g. "v3" for a guideline version. */
  readonly note: string | null;
  /** Ringed. */
  readonly chosen: boolean;
}
export interface ThinLine {
  readonly id: string;
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly dash: string;
}

interface LineChartProps {
  readonly points: readonly LinePoint[];
  /** Lighter lines behind the main one. */
  readonly thin?: readonly ThinLine[];
  /** What a screen reader says for the whole picture. */
  readonly description: string;
  readonly height?: number;
  /** Lowest and highest value of the axis; by default the data's, widened to tenths. */
  readonly range?: readonly [number, number];
  readonly onPick?: (index: number) => void;
}

const margin = { top: 16, right: 20, bottom: 38, left: 40 } as const;

/** A line over rounds with its interval as a band. */
export function LineChart({ points, thin = [], description, height = 240, range, onPick }: LineChartProps) {
  const { ref, width } = useWidth(560);
  const id = useId();
  const [low, high] = range ?? rangeOf(points, thin);
  const x = scalePoint(
    points.map((_, index) => String(index)),
    [margin.left, width - margin.right],
  ).padding(0.35);
  const y = scaleLinear([low, high], [height - margin.bottom, margin.top]);
  const at = (index: number): number => x(String(index)) ?? 0;
  const known = points.flatMap((point, index) =>
    point.value === null ? [] : [{ point, index, value: point.value }],
  );
  const band = area<(typeof known)[number]>()
    .x((d) => at(d.index))
    .y0((d) => y(d.point.interval?.[0] ?? d.value))
    .y1((d) => y(d.point.interval?.[1] ?? d.value));
  const main = line<(typeof known)[number]>()
    .x((d) => at(d.index))
    .y((d) => y(d.value));
  return (
    <div ref={ref}>
      <svg
        data-chart
        width={width}
        height={height}
        role="img"
        aria-labelledby={id}
        className="block font-sans"
      >
        <title id={id}>{description}</title>
        {y.ticks(5).map((tick) => (
          <g key={tick}>
            <line
              x1={margin.left}
              x2={width - margin.right}
              y1={y(tick)}
              y2={y(tick)}
              className="stroke-line"
            />
            <text
              x={margin.left - 8}
              y={y(tick)}
              className="fill-text-2 text-2xs"
              textAnchor="end"
              dominantBaseline="middle"
            >
              {formatAgreement(tick)}
            </text>
          </g>
        ))}
        {thin.map((series) => (
          <path
            key={series.id}
            className="fill-none stroke-line-control"
            strokeWidth={1.25}
            strokeDasharray={series.dash}
            opacity={0.75}
            d={
              line<number | null>()
                .defined((value) => value !== null)
                .x((_, index) => at(index))
                .y((value) => y(value ?? 0))(series.values) ?? ''
            }
          />
        ))}
        {known.length > 1 && <path d={band(known) ?? ''} className="fill-accent" fillOpacity={0.14} />}
        {known.length === 1 && known[0]?.point.interval && (
          <line
            x1={at(known[0].index)}
            x2={at(known[0].index)}
            y1={y(known[0].point.interval[0])}
            y2={y(known[0].point.interval[1])}
            className="stroke-accent"
            strokeWidth={6}
            opacity={0.18}
          />
        )}
        <path
          d={main(known) ?? ''}
          className="fill-none stroke-accent"
          strokeWidth={2}
          strokeLinejoin="round"
        />
        {points.map((point, index) => (
          <g key={index}>
            <text
              x={at(index)}
              y={height - margin.bottom + 16}
              textAnchor="middle"
              className="fill-text text-2xs font-medium"
            >
              {point.label}
            </text>
            {point.note !== null && (
              <text
                x={at(index)}
                y={height - margin.bottom + 30}
                textAnchor="middle"
                className="fill-text-2 text-2xs"
              >
                {point.note}
              </text>
            )}
          </g>
        ))}
        {known.map(({ point, index, value }) => (
          <g
            key={index}
            onClick={() => onPick?.(index)}
            className={onPick === undefined ? '' : 'cursor-pointer'}
          >
            {point.chosen && (
              <circle
                cx={at(index)}
                cy={y(value)}
                r={9}
                className="fill-none stroke-accent"
                strokeWidth={2}
              />
            )}
            <circle
              cx={at(index)}
              cy={y(value)}
              r={4.5}
              className="fill-accent stroke-panel"
              strokeWidth={1.5}
            />
            <text
              x={at(index)}
              y={y(value) - (point.chosen ? 15 : 11)}
              textAnchor="middle"
              className="fill-text text-2xs font-semibold"
            >
              {formatAgreement(value)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function rangeOf(points: readonly LinePoint[], thin: readonly ThinLine[]): readonly [number, number] {
  const values = [
    ...points.flatMap((p) => [p.value, ...(p.interval ?? [])]),
    ...thin.flatMap((series) => series.values),
  ].filter((value) => value !== null);
  if (values.length === 0) return [0, 1];
  const low = Math.max(0, Math.floor((Math.min(...values) - 0.02) * 10) / 10);
  const high = Math.min(1, Math.ceil((Math.max(...values) + 0.04) * 10) / 10);
  return high - low < 0.2 ? [Math.max(0, high - 0.2), high] : [low, high];
}
