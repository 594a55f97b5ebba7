import type { Document } from '#shared/domain/document.ts';

/** Documents to be asked about, read only as they are taken: memory holds the page that is being read and what is in flight. */
export interface DocumentQueue {
  readonly isEmpty: boolean;
  take(): Document | undefined;
  /** A document that was taken has its answer. */
  settle(document: Document): void;
  /** Documents that were taken and have no answer come first again, in their order. */
  putBack(): void;
}

export function createDocumentQueue(documents: Iterable<Document>): DocumentQueue {
  const rest = documents[Symbol.iterator]();
  const inFlight = new Map<number, Document>();
  let ahead: Document[] = [];
  const readAhead = (): void => {
    if (ahead.length > 0) return;
    const next = rest.next();
    if (next.done !== true) ahead.push(next.value);
  };
  return {
    get isEmpty() {
      readAhead();
      return ahead.length === 0;
    },
    take() {
      readAhead();
      const document = ahead.shift();
      if (document !== undefined) inFlight.set(document.key, document);
      return document;
    },
    settle: ({ key }) => {
      inFlight.delete(key);
    },
    putBack() {
      ahead = [...inFlight.values(), ...ahead];
      inFlight.clear();
    },
  };
}
