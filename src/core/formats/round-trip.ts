import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { OffsetUnit } from '#core/text/offsets.ts';
import { createPrintStore, facets, printOf, type Comparable, type Facet } from './document-print.ts';
import { indexOfName } from './folder-name.ts';
import type { Format } from './format-info.ts';
import { ownWords } from './format-keeps.ts';
import { readFiles, type NamedDocument } from './read-files.ts';

/** What reading an export back gave. */
export interface RoundTrip {
  /** Documents that should come back. */
  readonly documents: number;
  /** Documents that came back as they were, but for the losses listed. */
  readonly same: number;
  /** The first that did not. */
  readonly different: readonly string[];
  /** In how many documents each side differs; `document`: one did not come back, or came unasked. */
  readonly differences: Readonly<Partial<Record<Facet | 'document', number>>>;
}

const maxListed = 20;

/**
 * Remembers a fingerprint of each document as it should come back, then reads the export and compares, document by
 * document in the order they were written. What is a listed loss is no difference; everything else is one.
 */
export function createRoundTrip(
  format: Format,
  unit: OffsetUnit | undefined,
): {
  /** @param back null: nothing of the document comes back */
  expect(id: string, back: Comparable | null): void;
  compare(path: string): Promise<RoundTrip>;
} {
  const prints = createPrintStore();
  let written = 0;
  // A file's name begins with its document's number; a Hugging Face folder holds all documents in one file.
  const byName = format.layout === 'folder' && format.id !== 'hf-jsonl';
  return {
    expect(id, back) {
      if (back !== null) prints.add(written, id, printOf(back));
      written++;
    },
    async compare(path) {
      const isNamed = byName && (await stat(path)).isDirectory();
      const options = {
        format: format.id,
        encoding: 'utf-8',
        ...(unit === undefined ? {} : { offsetUnit: unit }),
      };
      const tally = createTally();
      const seen = new Uint8Array(prints.size());
      let next = 0;
      const look = (file: string, document: NamedDocument): void => {
        const at = isNamed ? prints.indexOf(indexOfName(basename(file))) : next++;
        const expected = prints.at(at);
        if (expected === null || seen[at] === 1) {
          tally.add(document.id, ['document']);
          return;
        }
        seen[at] = 1;
        const found = printOf(asComparable(document, format));
        tally.add(
          prints.idAt(at),
          facets.filter((_, i) => expected[i] !== 0 && expected[i] !== found[i]),
        );
      };
      try {
        for await (const { file, documents } of readFiles([path], options).batches)
          for (const document of documents) look(file, document);
      } catch (error) {
        // What cannot be read at all is counted below as what did not come back.
        if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
      }
      for (let at = 0; at < seen.length; at++) if (seen[at] === 0) tally.add(prints.idAt(at), ['document']);
      return { documents: prints.size(), ...tally.result() };
    },
  };
}

function createTally(): {
  add(id: string, differing: readonly (Facet | 'document')[]): void;
  result(): Omit<RoundTrip, 'documents'>;
} {
  const counts = new Map<Facet | 'document', number>();
  const different: string[] = [];
  let same = 0;
  return {
    add(id, differing) {
      if (differing.length === 0) same++;
      else if (different.length < maxListed) different.push(id);
      for (const facet of differing) counts.set(facet, (counts.get(facet) ?? 0) + 1);
    },
    result: () => ({ same, different, differences: Object.fromEntries(counts) }),
  };
}

function asComparable(document: NamedDocument, { keeps }: Format): Comparable {
  const { layers = {}, predictions = {}, unsettled = false, tokens = [] } = document;
  const placeTokens = keeps.losesSpacing ? tokens : null;
  return { ...document, placeTokens, layers, predictions, unsettled, words: ownWords(document) };
}
