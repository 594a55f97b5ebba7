/** What a tag says about its token. */
export type TagPrefix = 'O' | 'B' | 'I' | 'E' | 'S';

export interface ParsedTag {
  readonly prefix: TagPrefix;
  /** Entity type; empty for O. Everything after the first hyphen, so types may hold hyphens. */
  readonly type: string;
}

const outside: ParsedTag = { prefix: 'O', type: '' };

/**
 * Reads one tag of IOB1, IOB2, IOE, IOBES or BILOU: `B-PER`, `I-PER`, `E-`/`L-` (last token), `S-`/`U-` (only token).
 * @returns null if the text is none of these; a caller that reads files reports it
 */
export function parseTag(tag: string): ParsedTag | null {
  if (tag === 'O') return outside;
  if (tag.length < 3 || tag.charCodeAt(1) !== 0x2d) return null;
  const type = tag.slice(2);
  switch (tag.charAt(0)) {
    case 'B':
      return { prefix: 'B', type };
    case 'I':
      return { prefix: 'I', type };
    case 'E':
    case 'L':
      return { prefix: 'E', type };
    case 'S':
    case 'U':
      return { prefix: 'S', type };
    default:
      return null;
  }
}
