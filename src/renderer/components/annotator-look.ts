/** How an annotator's spans are underlined; the hue stays with the entity type. */
export interface AnnotatorLook {
  readonly style: 'solid' | 'dashed' | 'dotted' | 'double' | 'wavy';
  /** Pixels. */
  readonly width: number;
}

const styles = ['solid', 'dashed', 'dotted', 'double', 'wavy'] as const;

/** Ten different underlines by place in the pool; they repeat after that (the monogram still tells them apart). */
export function annotatorLook(position: number): AnnotatorLook {
  const style = styles[position % styles.length] ?? 'solid';
  return { style, width: Math.floor(position / styles.length) % 2 === 0 ? 2 : 3 };
}
