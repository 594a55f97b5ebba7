import { describe, expect, it } from 'vitest';
import type { Document } from '#shared/domain/document.ts';
import { createDocumentQueue } from '#core/run/document-queue.ts';

const document = (key: number): Document => ({
  key,
  id: `d${key}`,
  text: 'Text',
  tokens: [],
  reconstructed: false,
  meta: {},
});

/** Documents 1 … n that count how many were read. */
function counted(n: number): { documents: Iterable<Document>; read: () => number } {
  let read = 0;
  function* all(): Generator<Document> {
    while (read < n) yield document((read += 1));
  }
  return { documents: all(), read: () => read };
}

describe('a queue of documents', () => {
  it('reads a document only when it is taken, or one ahead to know whether there is any', () => {
    const { documents, read } = counted(10);
    const queue = createDocumentQueue(documents);
    expect(read()).toBe(0);
    expect(queue.isEmpty).toBe(false);
    expect(queue.isEmpty).toBe(false);
    expect(read()).toBe(1);
    expect([queue.take()?.key, queue.take()?.key]).toEqual([1, 2]);
    expect(read()).toBe(2);
  });

  it('hands out those without an answer again, first and in their order', () => {
    const queue = createDocumentQueue(counted(5).documents);
    const [first, second, third] = [queue.take()!, queue.take()!, queue.take()!];
    queue.settle(second);
    expect(queue.isEmpty).toBe(false);
    queue.putBack();
    expect([queue.take(), queue.take()]).toEqual([first, third]);
    expect([queue.take()?.key, queue.take()?.key, queue.take()]).toEqual([4, 5, undefined]);
  });

  it('is not empty while an answer is missing after a failure, and is when all were given', () => {
    const queue = createDocumentQueue([document(1)]);
    const only = queue.take()!;
    expect(queue.isEmpty).toBe(true);
    queue.putBack();
    expect(queue.isEmpty).toBe(false);
    expect(queue.take()).toBe(only);
    queue.settle(only);
    queue.putBack();
    expect(queue.isEmpty).toBe(true);
  });
});
