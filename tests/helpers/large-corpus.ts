import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const people = ['Ada Byron', 'Grace Hopper', 'Alan Turing', 'Mary Kenneth Keller', 'Edsger Dijkstra'];
const places = ['London', 'New York', 'Manchester', 'Dubuque', 'Rotterdam'];
const verbs = ['visited', 'wrote to friends in', 'left', 'returned to', 'described'];

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

/** Document number `index`, in the own JSONL form: one sentence with two gold spans. The same index gives the same text. */
export function corpusLine(index: number): string {
  const person = pick(people, index);
  const place = pick(places, Math.floor(index / 5));
  const before = `Note ${index}: `;
  const middle = ` ${pick(verbs, Math.floor(index / 25))} `;
  const start = before.length + person.length + middle.length;
  return JSON.stringify({
    id: `doc-${index}`,
    text: `${before}${person}${middle}${place} in the year ${1800 + (index % 200)}.`,
    spans: [
      { start: before.length, end: before.length + person.length, type: 'PERSON', text: person },
      { start, end: start + place.length, type: 'PLACE', text: place },
    ],
  });
}

/** Writes `documents` lines to a file, in pieces, with back-pressure. */
export async function writeLargeCorpus(file: string, documents: number): Promise<void> {
  const out = createWriteStream(file);
  for (let from = 0; from < documents; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, documents - from) }, (_, index) =>
      corpusLine(from + index),
    );
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
