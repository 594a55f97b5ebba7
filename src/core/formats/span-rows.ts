import { ownCopy } from '#core/text/own-copy.ts';
import { createIdSet } from './id-set.ts';
import type { RawSpan } from './place-spans.ts';
import type { RecordDocument, RecordResult } from './read-records.ts';

/** What is kept of documents that may get more rows. */
const limits = { characters: 16 << 20, documents: 20_000 };

interface OpenDocument {
  document: RecordDocument;
  readonly spans: RawSpan[];
}

/** The documents of a table with one row per span. */
export interface SpanRows {
  /** Takes a row; gives the documents that were finished to make room. `span`: null where the row holds none. */
  add(document: RecordDocument, span: RawSpan | null): readonly RecordResult[];
  /** All documents that are left, in the order of their first rows. */
  end(): readonly RecordResult[];
}

/**
 * Puts the rows of each document together, wherever they stand: sorted by annotator or offset, the rows of one document
 * lie far apart. Rows belong together by id and text (a row may leave out the text), without ids by text. Only where
 * more than 16 million characters or 20,000 documents lie between two rows of a document the later one is refused.
 */
export function createSpanRows(held = limits): SpanRows {
  const groups = new Map<string, OpenDocument[]>();
  const finished = createIdSet();
  let characters = 0;

  const finish = (key: string, group: readonly OpenDocument[]): RecordResult[] => {
    groups.delete(key);
    finished.add(nameOf(key, ''));
    for (const { document } of group) {
      finished.add(nameOf(key, document.text));
      characters -= document.text.length;
    }
    return group.map(({ document, spans }) => ({ ...document, spans }));
  };
  const open = (key: string, document: RecordDocument): OpenDocument => {
    // Cells are pieces of large blocks of the file, which they would keep.
    const own = { document: { ...document, text: ownCopy(document.text) }, spans: [] };
    const group = groups.get(key);
    if (group === undefined) groups.set(ownCopy(key), [own]);
    else group.push(own);
    characters += document.text.length;
    return own;
  };
  // One iterator for good: a new one would pass over all the places of those that are gone.
  const order = groups.keys();
  let oldest: string | null = null;
  const makeRoom = (current: string): RecordResult[] => {
    const done: RecordResult[] = [];
    while (characters > held.characters || groups.size > held.documents) {
      oldest ??= order.next().value ?? null;
      const group = oldest === null || oldest === current ? undefined : groups.get(oldest);
      if (oldest === null || group === undefined) break;
      for (const result of finish(oldest, group)) done.push(result);
      oldest = null;
    }
    return done;
  };
  return {
    add(document, span) {
      const { text } = document;
      const key = document.id ?? text;
      const found = groups
        .get(key)
        ?.find(({ document: { text: own } }) => own === text || own === '' || text === '');
      if (found === undefined && finished.has(nameOf(key, text)))
        return [
          {
            kind: 'problem',
            why: `the other rows of document "${key.slice(0, 80)}" are too far away; sort the table by document`,
          },
        ];
      const target = found ?? open(key, document);
      if (target.document.text === '' && text !== '') {
        target.document = { ...target.document, text: ownCopy(text) };
        characters += text.length;
      }
      if (span !== null) target.spans.push(span);
      return makeRoom(key);
    },
    end: () => [...groups].flatMap(([key, group]) => finish(key, group)),
  };
}

/** Of a document among those that are finished; without its text, of any with this id. */
const nameOf = (key: string, text: string): string => `${key}\0${text}`;
