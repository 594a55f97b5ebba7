import { optionPlaces } from '#shared/domain/reader-options.ts';
import { shortName } from './cas-types.ts';
import type { FoundLayer } from './reader.ts';

/**
 * What a file holds beyond what is read, in words with counts: layers that could be read, with the option that reads
 * them, and what has no place in a corpus of spans.
 * @param unread what → how many
 */
export function unreadNotes(
  layers: readonly Omit<FoundLayer, 'kind'>[],
  unread: ReadonlyMap<string, number>,
): string[] {
  const notes: string[] = [];
  const left = layers.filter(({ isRead, marks }) => !isRead && marks > 0);
  if (left.length > 0) {
    const all = layers.filter(({ isRead }) => isRead).concat(left);
    const names = all.map(({ name }) => (isUnique(name, layers) ? shortName(name) : name)).join(',');
    const found = listed(left.map(({ name, marks }) => `${name} (${counted(marks, 'mark')})`));
    notes.push(
      `not read: ${left.length === 1 ? 'the layer' : 'the layers'} ${found}; to read everything: ${optionPlaces.layers.replace('--layers', `--layers ${names}`)}`,
    );
  }
  if (unread.size > 0)
    notes.push(
      `not imported: ${listed([...unread].map(([what, n]) => `${what} (${n.toLocaleString('en-US')})`))}`,
    );
  return notes;
}

const maxListed = 30;

const listed = (names: readonly string[]): string =>
  names.length <= maxListed
    ? names.join(', ')
    : `${names.slice(0, maxListed).join(', ')} and ${names.length - maxListed} more`;

const isUnique = (name: string, layers: readonly { readonly name: string }[]): boolean =>
  layers.filter((layer) => shortName(layer.name) === shortName(name)).length === 1;

const counted = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;
