import { AppError } from '#shared/errors.ts';
import { parseTag } from './parse-tag.ts';

/**
 * BIO labels as small integers: 0 is O; type t (1, 2, …) has B = 2t − 1 and I = 2t. So the type of a code is
 * `(code + 1) >> 1`, and a code is a B- exactly if it is odd.
 */
export interface LabelCodes {
  /** Entity types by number; entry 0 is 'O'. */
  readonly types: readonly string[];
  /** Tag of every code. */
  readonly tags: readonly string[];
}

/** An annotator that does not vote on a token. */
export const abstains = -1;
/** Codes are kept in 16 bits. */
const maxTypes = 16_000;

export interface LabelCoder extends LabelCodes {
  /** Code of a tag; a type not seen before gets the next number. S- and U- count as B-, E- and L- as I-. */
  codeOf(tag: string): number;
}

/** @throws {AppError} INVALID_ARGUMENT (from `codeOf`) for a text that is no tag, or at more than 16,000 types */
export function createLabelCoder(): LabelCoder {
  const types = ['O'];
  const tags = ['O'];
  const codes = new Map([['O', 0]]);
  const bCodes = new Map<string, number>();
  const bCodeOfType = (type: string): number => {
    const known = bCodes.get(type);
    if (known !== undefined) return known;
    if (types.length > maxTypes) {
      throw new AppError('INVALID_ARGUMENT', `Labels: more than ${maxTypes} entity types.`);
    }
    const code = tags.length;
    types.push(type);
    tags.push(`B-${type}`, `I-${type}`);
    bCodes.set(type, code);
    return code;
  };
  const codeOf = (tag: string): number => {
    const known = codes.get(tag);
    if (known !== undefined) return known;
    const parsed = parseTag(tag);
    if (parsed === null) {
      throw new AppError('INVALID_ARGUMENT', `Labels: "${tag}" is no tag; expected O, B-TYPE or I-TYPE.`, {
        action: 'Correct the tag in the input.',
      });
    }
    const b = bCodeOfType(parsed.type);
    const code = parsed.prefix === 'B' || parsed.prefix === 'S' ? b : b + 1;
    codes.set(tag, code);
    return code;
  };
  return { types, tags, codeOf };
}

/** Number of the type of a code; 0 for O. */
export function typeOfCode(code: number): number {
  return (code + 1) >> 1;
}
