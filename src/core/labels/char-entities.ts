import type { Token } from '#shared/domain/span.ts';

/** Half-open character span of a document whose text is its tokens joined by single spaces. */
export interface CharEntity {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** Where each token lies in the tokens joined by one space (UTF-16 units). */
export function joinedTokenOffsets(tokens: readonly string[]): Token[] {
  const offsets: Token[] = [];
  let position = 0;
  for (const token of tokens) {
    offsets.push({ start: position, end: position + token.length });
    position += token.length + 1;
  }
  return offsets;
}

/**
 * The second reading of BIO found in the published method: an I- without an open entity is dropped, an I- of any type
 * continues the open entity under the type of its B-. Only here to reproduce published numbers; the product itself
 * reads tags with `tokenSpansFromTags` everywhere.
 * Source: method.md 2.5, right column.
 */
export function charEntitiesFromTags(tags: readonly string[], tokens: readonly string[]): CharEntity[] {
  const entities: { start: number; end: number; type: string }[] = [];
  let open: { start: number; end: number; type: string } | undefined;
  joinedTokenOffsets(tokens).forEach((offset, index) => {
    const tag = tags[index] ?? 'O';
    if (tag.startsWith('B-')) {
      open = { ...offset, type: tag.slice(2) };
      entities.push(open);
    } else if (tag.startsWith('I-')) {
      if (open !== undefined) open.end = offset.end;
    } else {
      open = undefined;
    }
  });
  return entities;
}

/**
 * Projects character entities on tokens in the order given; a later entity overwrites an earlier one, which can leave
 * an I- without its B-. Only here to reproduce published numbers; see `tagsFromTokenSpans` for the product's rule.
 * Source: method.md 2.4 step 3, as the reference does it.
 * @param types entities of other types are left out
 */
export function tagsFromCharEntities(
  entities: readonly CharEntity[],
  tokens: readonly string[],
  types: ReadonlySet<string>,
): string[] {
  const tags = tokens.map(() => 'O');
  const offsets = joinedTokenOffsets(tokens);
  for (const entity of entities) {
    if (!types.has(entity.type)) continue;
    let prefix = 'B';
    offsets.forEach((offset, index) => {
      if (offset.start >= entity.end || offset.end <= entity.start) return;
      tags[index] = `${prefix}-${entity.type}`;
      prefix = 'I';
    });
  }
  return tags;
}
