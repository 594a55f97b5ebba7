import type { ReadItem } from './reader.ts';

/** What one of several annotators' files says about itself, with the annotator's name. */
export function namedItem(item: Exclude<ReadItem, { kind: 'document' }>, annotator: string): ReadItem {
  switch (item.kind) {
    case 'repaired':
      return { ...item, what: `${annotator}: ${item.what}` };
    case 'quarantined':
      return { ...item, why: `${annotator}: ${item.why}` };
    case 'layer':
    case 'unread':
      return item;
    case 'detected':
      return item.what === 'note' ? { ...item, value: `${annotator}: ${item.value}` } : item;
  }
}
