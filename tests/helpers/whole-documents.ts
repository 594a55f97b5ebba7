import fc from 'fast-check';
import type { Span, Token } from '#shared/domain/span.ts';
import type { ExportDocument } from '#core/formats/writer.ts';
import { hardText, marks, spanAt } from './hard-documents.ts';

const type = fc.constantFrom(
  'PER',
  'ORG',
  'LOC x',
  'B-odd|[type]',
  'Ünï_*',
  'a,B-c',
  'tab\there',
  'null\u0000x',
);
const person = fc.constantFrom('ana', 'bo@example.org', 'annotator 7', '1', 'x y', 'ents');
// A model may be called what a person is called.
const model = fc.constantFrom('llama3:8b', 'qwen3', 'my model', 'ana');
const layers = (name: fc.Arbitrary<string>, most: number) =>
  fc.array(fc.tuple(name, marks), { maxLength: most });

const metaKey = fc.constantFrom(
  'source',
  'id',
  'text',
  'spans',
  'meta',
  'answer',
  'split',
  'label',
  'a b',
  'Comments',
);
const metaValue = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([1, 'x']),
  fc.constant({ deep: { er: ['😀'] } }),
);

const draft = fc.record({
  text: hardText,
  spans: marks,
  pieces: fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 4, maxLength: 6 }), type), { maxLength: 2 }),
  empty: fc.array(fc.tuple(fc.nat(), type), { maxLength: 1 }),
  layers: layers(person, 3),
  predictions: layers(model, 2),
  kind: fc.constantFrom('plain', 'plain', 'layered', 'layered', 'unsettled', 'nobody'),
  id: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a/b', ' x ', 'é😀', 'a\nb', '"q"', '#1')),
  meta: fc.oneof(fc.constant({}), fc.dictionary(metaKey, metaValue, { maxKeys: 3 })),
  tokens: fc.constantFrom('none', 'none', 'blanks', 'joined'),
});
type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;

/**
 * Documents with everything the product can hold: nested, overlapping, discontinuous and empty spans, layers of people
 * and of models, settled and not, tokens of their own, metadata, odd ids, documents that nobody annotated.
 */
export const wholeDocuments: fc.Arbitrary<ExportDocument[]> = fc
  .array(draft, { minLength: 1, maxLength: 4 })
  .map((drafts) => drafts.map(documentOf));

function documentOf(given: Draft, index: number): ExportDocument {
  const joined = given.tokens === 'joined';
  const text = joined ? given.text.split(/\s+/u).filter(Boolean).join(' ') : given.text;
  const tokens = given.tokens === 'none' ? undefined : blankTokens(text);
  const spansOf = (list: typeof given.spans): Span[] => list.flatMap(([a, b, t]) => spanAt(text, a, b, t));
  const named = Object.fromEntries(given.layers.map(([name, list]) => [name, spansOf(list)]));
  const predictions = Object.fromEntries(given.predictions.map(([name, list]) => [name, spansOf(list)]));
  const first = Object.values(named)[0];
  const isUnsettled = given.kind === 'unsettled' && Object.keys(named).length > 1;
  const isLayered = (given.kind === 'layered' || isUnsettled) && first !== undefined;
  const own = [
    ...spansOf(given.spans),
    ...given.pieces.flatMap(([places, t]) => pieces(text, places, t)),
    ...given.empty.flatMap(([at, t]) => empty(text, at, t)),
  ];
  const nobody = given.kind === 'nobody';
  return {
    id: `${given.id}${index}`,
    text,
    ...(tokens === undefined ? {} : { tokens, ...(joined ? { reconstructed: true } : {}) }),
    spans: nobody ? [] : isUnsettled ? (first ?? []) : own,
    ...(nobody ? { annotated: false } : {}),
    ...(isUnsettled ? { unsettled: true } : {}),
    ...(isLayered ? { layers: named } : {}),
    ...(Object.keys(predictions).length === 0 ? {} : { predictions }),
    meta: given.meta,
  };
}

const blankTokens = (text: string): Token[] =>
  [...text.matchAll(/\S+/gu)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));

/** A discontinuous span of two or three pieces that do not touch each other. */
function pieces(text: string, places: readonly number[], t: string): Span[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  const fragments = at.flatMap((start, i): [number, number][] => {
    const end = at[i + 1];
    return i % 2 === 1 || end === undefined ? [] : spanAt(text, start, end, t).map((s) => [s.start, s.end]);
  });
  const [first] = fragments;
  const last = fragments.at(-1);
  if (first === undefined || last === undefined || fragments.length < 2) return [];
  const surface = fragments.map(([start, end]) => text.slice(start, end)).join(' ');
  return [{ start: first[0], end: last[1], type: t, text: surface, fragments }];
}

function empty(text: string, at: number, t: string): Span[] {
  const start = at % (text.length + 1);
  return /^[\uDC00-\uDFFF]/.test(text.slice(start)) ? [] : [{ start, end: start, type: t, text: '' }];
}
