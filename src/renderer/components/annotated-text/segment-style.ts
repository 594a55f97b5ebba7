import type { CSSProperties } from 'react';
import { annotatorLook } from '../annotator-look.ts';
import type { Segment, TextLane } from './layout-block.ts';
import { laneStrokes } from './lane-pattern.ts';

/** px between two lanes: with monograms there is room for the letters, without only for the stroke. */
export const lanePitch = { labelled: 13, compact: 5 } as const;
export type LaneStyle = keyof typeof lanePitch;
/** px between the text's own underline and the first lane. */
export const laneGap = 5;

/** Height that the lanes add below a line of text. */
export function lanesHeight(lanes: number, style: LaneStyle): number {
  return lanes === 0 ? 0 : laneGap + lanes * lanePitch[style];
}

/**
 * The inline style of one segment: lanes from the lower edge up, gold as a bracket on top, selection and hotspot band as
 * fills. Everything is a background of the inline box, so it wraps with the text and needs no measuring.
 */
export function segmentStyle(
  segment: Segment,
  lanes: readonly TextLane[],
  style: LaneStyle,
  hueOf: (type: string) => string,
  currentBand: string | null,
): CSSProperties | undefined {
  const images: string[] = [];
  const sizes: string[] = [];
  const places: string[] = [];
  const repeats: string[] = [];
  const layer = (image: string, size: string, place: string, repeat: string): void => {
    images.push(image);
    sizes.push(size);
    places.push(place);
    repeats.push(repeat);
  };
  for (const stroke of segment.strokes) {
    const lane = lanes[stroke.lane];
    if (lane === undefined) continue;
    const base = (lanes.length - 1 - stroke.lane) * lanePitch[style];
    for (const line of laneStrokes(annotatorLook(lane.order), hueOf(stroke.type))) {
      layer(line.image, line.size, `0 calc(100% - ${base + line.lift}px)`, 'repeat-x');
    }
  }
  if (segment.gold !== null) {
    const hue = hueOf(segment.gold.type);
    const fill = `linear-gradient(${hue}, ${hue})`;
    layer(fill, '100% 2px', '0 0', 'no-repeat');
    if (segment.gold.first) layer(fill, '2px 7px', '0 0', 'no-repeat');
    if (segment.gold.last) layer(fill, '2px 7px', '100% 0', 'no-repeat');
  }
  // Fills lie behind the text only, not behind the lanes under it.
  const fillSize = `100% calc(100% - ${lanesHeight(lanes.length, style)}px)`;
  if (segment.selected) {
    layer('linear-gradient(var(--at-selection), var(--at-selection))', fillSize, '0 0', 'no-repeat');
  }
  if (segment.band !== null) {
    const strength = bandStrength(segment.band.score, segment.band.id === currentBand);
    const colour = `color-mix(in srgb, var(--hotspot) ${strength}%, transparent)`;
    layer(`linear-gradient(${colour}, ${colour})`, fillSize, '0 0', 'no-repeat');
    if (segment.band.id === currentBand) {
      const edge = 'linear-gradient(var(--hotspot), var(--hotspot))';
      layer(edge, '100% 2px', '0 0', 'no-repeat');
      layer(edge, '100% 2px', `0 calc(100% - ${lanesHeight(lanes.length, style)}px)`, 'no-repeat');
    }
  }
  if (images.length === 0) return undefined;
  return {
    backgroundImage: images.join(', '),
    backgroundSize: sizes.join(', '),
    backgroundPosition: places.join(', '),
    backgroundRepeat: repeats.join(', '),
  };
}

/** Percent of the hotspot colour: 10 for a score of 0 up to 34 for 1; the current one a step stronger. */
export function bandStrength(score: number, current: boolean): number {
  const base = 10 + Math.round(24 * Math.min(1, Math.max(0, score)));
  return current ? base + 12 : base;
}
