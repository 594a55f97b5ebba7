import type { IterationSummary } from '#shared/domain/run.ts';

const size = { width: 640, height: 240, left: 44, right: 36, top: 16, bottom: 36 };

/**
 * Mean agreement of each round as an SVG element: a line with its 95 % interval as a band; the chosen round is ringed.
 * The axis runs from 0 to 1, so that two reports compare at a glance. '' where no round is analysed.
 */
export function agreementChart(rounds: readonly IterationSummary[], best: number | null): string {
  const points = rounds.flatMap((round) =>
    round.agreement === null ? [] : [{ ...round, agreement: round.agreement }],
  );
  if (points.length === 0) return '';
  const inner = size.width - size.left - size.right;
  const x = (i: number): number =>
    size.left + (points.length === 1 ? inner / 2 : (i * inner) / (points.length - 1));
  const y = (value: number): number => size.top + (1 - value) * (size.height - size.top - size.bottom);
  const at = (i: number, value: number): string => `${round1(x(i))},${round1(y(value))}`;
  const high = points.map((point, i) => at(i, point.interval?.[1] ?? point.agreement));
  const low = points.map((point, i) => at(i, point.interval?.[0] ?? point.agreement)).toReversed();
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (value) =>
      `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${round1(y(value))}" y2="${round1(y(value))}"/>` +
      `<text class="axis" x="${size.left - 8}" y="${round1(y(value) + 4)}" text-anchor="end">${value.toFixed(1)}</text>`,
  );
  const marks = points.map(
    (point, i) =>
      `<circle class="point" cx="${round1(x(i))}" cy="${round1(y(point.agreement))}" r="4"/>` +
      (point.iteration === best
        ? `<circle class="ring" cx="${round1(x(i))}" cy="${round1(y(point.agreement))}" r="8"/>`
        : '') +
      `<text class="axis" x="${round1(x(i))}" y="${size.height - 12}" text-anchor="middle">Round ${point.iteration}</text>`,
  );
  return [
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Mean agreement by round">`,
    ...grid,
    `<polygon class="band" points="${[...high, ...low].join(' ')}"/>`,
    `<polyline class="line" points="${points.map((point, i) => at(i, point.agreement)).join(' ')}"/>`,
    ...marks,
    '</svg>',
  ].join('');
}

const round1 = (value: number): number => Math.round(value * 10) / 10;
