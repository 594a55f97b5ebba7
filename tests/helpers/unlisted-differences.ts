import { readFile } from 'node:fs/promises';
import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Span } from '#shared/domain/span.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import { readFiles, type NamedDocument } from '#core/formats/read-files.ts';
import type { ExportDocument } from '#core/formats/writer.ts';

interface Listed {
  readonly documentId: string;
  readonly annotator?: string;
  readonly model?: string;
  readonly what: string;
  readonly span?: Span;
  readonly written?: Span | null;
}

/**
 * Reads an export and compares it with the documents it was made of, span by span, knowing nothing but the list of
 * losses: every difference that is not in the list.
 */
export async function unlisted(
  id: FormatId,
  documents: readonly ExportDocument[],
  out: string,
  lossPath: string | null,
  offsetUnit?: OffsetUnit,
): Promise<string[]> {
  const text = lossPath === null ? '' : await readFile(lossPath, 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  const losses = lines.map((line) => JSON.parse(line) as Listed);
  const back: NamedDocument[] = [];
  const options = { format: id, encoding: 'utf-8', ...(offsetUnit === undefined ? {} : { offsetUnit }) };
  for await (const batch of readFiles([out], options).batches) back.push(...batch.documents);
  const expected = documents.filter(
    (document) => !losses.some(({ documentId, what }) => documentId === document.id && what === 'document'),
  );
  if (expected.length !== back.length)
    return [
      `${documents.length} documents, ${expected.length} of them not left out, but ${back.length} came back`,
    ];
  return expected.flatMap((document, i) => {
    const found = back[i];
    if (found === undefined) return [];
    const own = losses.filter(({ documentId }) => documentId === document.id);
    return differences(document, found, own).map((what) => `${document.id}: ${what}`);
  });
}

type Owner = Pick<Listed, 'annotator' | 'model'>;

/** Without an owner: the document's own marks. */
const isOf = (loss: Listed, { annotator, model }: Owner = {}): boolean =>
  loss.annotator === annotator && loss.model === model;

function differences(given: ExportDocument, found: NamedDocument, losses: readonly Listed[]): string[] {
  const isListed = (what: string, owner?: Owner): boolean =>
    losses.some((loss) => loss.what === what && isOf(loss, owner));
  const different: string[] = [];
  const check = (what: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b) && !isListed(what))
      different.push(`${what}: ${JSON.stringify(a)} became ${JSON.stringify(b)}`);
  };
  check('id', given.id, found.id);
  check('text', given.text, found.text);
  check('metadata', sorted(given.meta ?? {}), sorted(found.meta));
  check('annotated', given.annotated !== false, found.annotated);
  if (given.tokens !== undefined) check('tokens', wordsOf(given), wordsOf(found));
  const exact = given.text === found.text;
  const compare = (whose: string, a: readonly Span[], b: readonly Span[], owner?: Owner): void => {
    const left = after(
      a,
      losses.filter((loss) => isOf(loss, owner)),
    );
    const rows = (spans: readonly Span[]): string[] => spans.map((span) => row(span, exact)).sort();
    if (JSON.stringify(rows(left)) !== JSON.stringify(rows(b)))
      different.push(`${whose}: ${JSON.stringify(rows(left))} became ${JSON.stringify(rows(b))}`);
  };
  compare('spans', given.spans, found.spans);
  for (const [side, kind] of [
    ['layers', 'annotator'],
    ['predictions', 'model'],
  ] as const) {
    const [a, b] = [given[side] ?? {}, found[side] ?? {}];
    for (const [name, spans] of Object.entries(a))
      if (!isListed('annotator', { [kind]: name }))
        compare(`${side} of ${name}`, spans, b[name] ?? [], { [kind]: name });
    const renamed = Object.keys(a).filter((name) => isListed('annotator', { [kind]: name })).length;
    const unknown = Object.keys(b).filter((name) => !Object.hasOwn(a, name));
    if (unknown.length > renamed) different.push(`${side}: ${unknown.join(', ')} came from nowhere`);
  }
  return different;
}

/** What the list of losses says is left of the spans, as they are written. */
function after(spans: readonly Span[], losses: readonly Listed[]): readonly Span[] {
  const left = [...spans];
  for (const { span, written } of losses) {
    if (span === undefined) continue;
    const at = left.findIndex((other) => JSON.stringify(other) === JSON.stringify(span));
    if (at < 0) throw new Error(`a loss names a span that is not there: ${JSON.stringify(span)}`);
    left.splice(at, 1, ...(written == null ? [] : [written]));
  }
  return left;
}

/** Where the text comes back changed, its spacing may be; then type and visible characters say which span it is. */
function row({ start, end, type, text, fragments }: Span, exact: boolean): string {
  if (exact) return JSON.stringify([start, end, type, text, fragments ?? null]);
  return JSON.stringify([type, text.replace(/[\s\u0085\u200b\ufffd]/gu, '')]);
}

const wordsOf = ({ text, tokens = [] }: Pick<ExportDocument, 'text' | 'tokens'>): string[] =>
  tokens.map(({ start, end }) => text.slice(start, end));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
