/** sRGB in 0..255. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** "#RRGGBB" → channels; throws RangeError on anything else. */
export function parseHex(hex: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (match === null) throw new RangeError(`Not a #RRGGBB colour: ${hex}`);
  const [, r = '0', g = '0', b = '0'] = match;
  return { r: parseInt(r, 16), g: parseInt(g, 16), b: parseInt(b, 16) };
}

export function toHex({ r, g, b }: Rgb): string {
  const part = (value: number) =>
    Math.round(Math.min(255, Math.max(0, value)))
      .toString(16)
      .padStart(2, '0');
  return `#${part(r)}${part(g)}${part(b)}`;
}

/** sRGB channel 0..255 → linear light 0..1 (IEC 61966-2-1). */
export function linear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** Inverse of `linear`, clamped. */
export function gamma(light: number): number {
  const c = Math.min(1, Math.max(0, light));
  return 255 * (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);
}

/** Relative luminance of WCAG 2.2, 0..1. */
export function luminance({ r, g, b }: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** WCAG contrast ratio, 1..21, order-free. */
export function contrast(a: Rgb, b: Rgb): number {
  const first = luminance(a);
  const second = luminance(b);
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

/** share of `over`, the rest `under` (gamma space, as CSS alpha does). */
export function mix(over: Rgb, under: Rgb, share: number): Rgb {
  const blend = (a: number, b: number) => a * share + b * (1 - share);
  return { r: blend(over.r, under.r), g: blend(over.g, under.g), b: blend(over.b, under.b) };
}

const black: Rgb = { r: 0, g: 0, b: 0 };
const white: Rgb = { r: 255, g: 255, b: 255 };

/** Black or white, whichever reads better on the colour; at least 4.58:1 for every sRGB colour. */
export function textColorOn(background: Rgb): '#000000' | '#ffffff' {
  return contrast(background, black) >= contrast(background, white) ? '#000000' : '#ffffff';
}

/** The colour, mixed with black (on light grounds) or white (on dark ones) until it stands out by `ratio`. */
export function standOut(color: Rgb, ground: Rgb, ratio: number): Rgb {
  const pole = luminance(ground) > 0.18 ? black : white;
  for (let step = 0; step <= 100; step += 2) {
    const candidate = mix(pole, color, step / 100);
    if (contrast(candidate, ground) >= ratio) return candidate;
  }
  return pole;
}
