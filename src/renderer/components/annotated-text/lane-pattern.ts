import type { AnnotatorLook } from '../annotator-look.ts';

/** One CSS background layer. */
export interface Stroke {
  readonly image: string;
  /** CSS background-size; the image repeats along x. */
  readonly size: string;
  /** px above the lane's base line at which the stroke's lower edge lies. */
  readonly lift: number;
}

/** The background layers that draw one underline; gradients only, so that the strict content policy holds. */
export function laneStrokes({ style, width }: AnnotatorLook, colour: string): readonly Stroke[] {
  const line = (stops: string, period: number, height = width): Stroke => ({
    image: `linear-gradient(90deg, ${stops})`,
    size: `${period}px ${height}px`,
    lift: 0,
  });
  switch (style) {
    case 'solid':
      return [line(`${colour}, ${colour}`, 8)];
    case 'dashed':
      return [line(`${colour} 6px, transparent 6px`, 9)];
    case 'dotted':
      return [line(`${colour} ${width}px, transparent ${width}px`, width * 2)];
    case 'double':
      return [
        line(`${colour}, ${colour}`, 8, width - 1),
        { ...line(`${colour}, ${colour}`, 8, width - 1), lift: width + 1 },
      ];
    case 'wavy':
      // Slanted ticks: at two pixels' height a wave would only look like a blurred line.
      return [
        {
          image: `linear-gradient(120deg, transparent 30%, ${colour} 30% 70%, transparent 70%)`,
          size: `6px ${width + 2}px`,
          lift: 0,
        },
      ];
  }
}
