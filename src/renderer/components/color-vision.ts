import { gamma, linear, parseHex, type Rgb } from './color-math.ts';

export const visions = ['protanopia', 'deuteranopia', 'tritanopia'] as const;
export type Vision = (typeof visions)[number];

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB; rows give r, g, b. */
const matrices: Readonly<Record<Vision, readonly (readonly [number, number, number])[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** The colour as it looks with a missing cone type. */
export function simulateVision({ r, g, b }: Rgb, vision: Vision): Rgb {
  const light = [linear(r), linear(g), linear(b)] as const;
  const [red, green, blue] = matrices[vision].map(([x, y, z]) =>
    gamma(x * light[0] + y * light[1] + z * light[2]),
  );
  return { r: red ?? 0, g: green ?? 0, b: blue ?? 0 };
}

/** Euclidean distance in OKLab (Ottosson 2020): 0 = equal, black to white = 1. */
export function colorDistance(a: Rgb, b: Rgb): number {
  const first = oklab(a);
  const second = oklab(b);
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

function oklab({ r, g, b }: Rgb): readonly [number, number, number] {
  const [red, green, blue] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Below this OKLab distance two tints are hard to tell apart side by side. */
export const closeDistance = 0.06;

export interface ClosePair {
  readonly first: string;
  readonly second: string;
  readonly vision: Vision | 'normal';
}

interface Colored {
  readonly name: string;
  readonly hue: string;
  /** Types of one hue but another edge pattern can be told apart. */
  readonly pattern: string;
}

/** Pairs of types that look alike, each with the first kind of vision that confuses them. */
export function findClosePairs(types: readonly Colored[]): readonly ClosePair[] {
  const pairs: ClosePair[] = [];
  types.forEach((first, index) => {
    for (const second of types.slice(index + 1)) {
      if (first.pattern !== second.pattern) continue;
      const [a, b] = [parseHex(first.hue), parseHex(second.hue)];
      const vision = (['normal', ...visions] as const).find((kind) =>
        kind === 'normal'
          ? colorDistance(a, b) < closeDistance
          : colorDistance(simulateVision(a, kind), simulateVision(b, kind)) < closeDistance,
      );
      if (vision !== undefined) pairs.push({ first: first.name, second: second.name, vision });
    }
  });
  return pairs;
}
