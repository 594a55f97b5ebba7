import fc from 'fast-check';
import type { Span } from '#shared/domain/span.ts';
import type { ExportDocument } from '#core/formats/writer.ts';

/** Pieces that break careless readers and writers. */
const pieces = [
  'Ada ',
  'Łódź',
  '😀',
  '👨🏻‍🚒',
  'e\u0301',
  'İstanbul',
  '\r\n',
  '\t',
  '  ',
  'مدينة القاهرة',
  '東京都に行く。',
  'ภาษาไทย',
  ' ',
  '\n',
  '"quoted", ',
  "a'b",
  'x|y',
  '[PER]',
  '\\',
  '_',
  '*',
  '<b>&amp;',
  '#',
  '-DOCSTART-',
  '\u200d',
  '\u00a0',
  '\u2028',
  'O',
  'B-PER',
  '٣',
  '\u0000x',
  ';',
  '->',
  '{"a":1}',
  '_x000D_',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\v\f',
  '\u3000',
  '\u0085',
  '#x=1',
  'token',
];
const types = ['PER', 'ORG', 'LOC x', 'B-odd|[type]', 'Ünï_*'];

/** Texts made of such pieces. */
export const hardText = fc
  .array(fc.constantFrom(...pieces), { maxLength: 12 })
  .map((parts) => parts.join(''));
/** Places of spans, to be cut to the length of a text by `spanAt`, and their types. */
export const marks = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...types)), { maxLength: 6 });

/** One to four documents with nested and overlapping spans at any place that cuts no character in two. */
export const hardDocuments: fc.Arbitrary<ExportDocument[]> = fc
  .array(fc.tuple(hardText, marks, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 4 })
  .map((documents) =>
    documents.map(([text, list, id], i) => ({
      id: `${id}${i}`,
      text,
      spans: list.flatMap(([a, b, type]) => spanAt(text, a, b, type)),
    })),
  );

/** A span at these places, or none where it would be empty or cut a character in two. */
export function spanAt(text: string, a: number, b: number, type: string): Span[] {
  if (text.length === 0) return [];
  const [start, end] = [a % text.length, b % (text.length + 1)].sort((x, y) => x - y);
  if (
    start === undefined ||
    end === undefined ||
    start === end ||
    cutsPair(text, start) ||
    cutsPair(text, end)
  )
    return [];
  return [{ start, end, type, text: text.slice(start, end) }];
}

function cutsPair(text: string, at: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
}

/** A few fixed documents every format gets. */
export const plainDocuments: readonly ExportDocument[] = [
  {
    id: 'a',
    text: '🎉 Lina Bergér met Nokia in São Paulo.\nShe left.',
    spans: [
      { start: 3, end: 14, type: 'PER', text: 'Lina Bergér' },
      { start: 19, end: 24, type: 'ORG', text: 'Nokia' },
      { start: 28, end: 37, type: 'LOC', text: 'São Paulo' },
    ],
  },
  { id: 'b', text: 'No entity here.', spans: [] },
  {
    id: 'c',
    text: 'University of Cape Town',
    spans: [
      { start: 0, end: 23, type: 'ORG', text: 'University of Cape Town' },
      { start: 14, end: 23, type: 'LOC', text: 'Cape Town' },
    ],
  },
];
