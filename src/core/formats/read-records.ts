import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import { chooseEncoding } from './encoding.ts';
import { createUnitDetector, type UnplacedDocument } from './offset-unit-detector.ts';
import type { RawSpan } from './place-spans.ts';
import type { JsonElement } from './parse-json.ts';
import { quarantined, readJsonElements } from './read-json-elements.ts';
import { readHead } from './read-source.ts';
import type { ImportedDocument, ReadItem, ReadOptions, Reader } from './reader.ts';

/** A document taken out of a record, offsets still in the file's unit. */
export interface RecordDocument {
  readonly kind: 'record';
  readonly id: string | null;
  readonly text: string;
  readonly spans: readonly RawSpan[];
  /** Annotator → spans; the first becomes the document's main spans when `spans` is empty. */
  readonly layers?: Readonly<Record<string, readonly RawSpan[]>>;
  /** Token borders in the file's unit. */
  readonly tokens?: readonly (readonly [number, number])[];
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What becomes of one record. */
export type RecordResult =
  | RecordDocument
  | { readonly kind: 'tagged'; readonly document: ImportedDocument }
  | { readonly kind: 'problem'; readonly why: string }
  | { readonly kind: 'repaired'; readonly what: string }
  | { readonly kind: 'note'; readonly what: string };

export type Extract = (value: unknown, line: number, options: ReadOptions) => readonly RecordResult[];

/** A reader of JSON Lines or of a JSON array whose records `extract` understands. */
export function recordReader(usual: OffsetUnit, isCertain: boolean, extract: Extract): Reader {
  return async function* (source, options) {
    const encoding = chooseEncoding(await readHead(source), source.name, options.encoding);
    yield [{ kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence }];
    const place = createPlacer(usual, isCertain, options);
    for await (const elements of readJsonElements(source, options, encoding)) {
      const out: ReadItem[] = [];
      place(
        elements.map((element) => ({ element, results: resultsOf(element, extract, options) })),
        out,
      );
      if (out.length > 0) yield out;
    }
  };
}

function resultsOf(element: JsonElement, extract: Extract, options: ReadOptions): readonly RecordResult[] {
  if (element.problem !== undefined) return [{ kind: 'problem', why: element.problem }];
  return extract(element.value, element.line, options);
}

function unplaced(batch: readonly ExtractedElement[]): readonly UnplacedDocument[] {
  const documents: UnplacedDocument[] = [];
  for (const { results } of batch)
    for (const result of results) {
      if (result.kind !== 'record') continue;
      const { text, spans, layers } = result;
      if (layers === undefined) documents.push(result);
      else documents.push({ text, spans: [...spans, ...Object.values(layers).flat()] });
    }
  return documents;
}

export interface ExtractedElement {
  readonly element: { readonly line: number; readonly text: string };
  readonly results: readonly RecordResult[];
}

/**
 * Turns records into documents: finds the offset unit, proves the spans, quarantines what does not fit. Used by every
 * reader whose file holds offsets.
 */
export function createPlacer(
  usual: OffsetUnit,
  isCertain: boolean,
  options: ReadOptions,
  allowEmpty = false,
): (batch: readonly ExtractedElement[], out: ReadItem[]) => void {
  const detector = createUnitDetector(options, usual, isCertain, allowEmpty);
  let told = false;
  return (batch, out) => {
    const seen = detector.isDecided() ? null : detector.observe(unplaced(batch));
    if (seen !== null) out.push(seen);
    else if (!told)
      out.push({
        kind: 'detected',
        what: 'offsetUnit',
        value: options.offsetUnit ?? usual,
        confidence: options.offsetUnit !== undefined || isCertain ? 1 : 0.5,
      });
    told = true;
    for (const { element, results } of batch)
      for (const result of results) {
        if (result.kind === 'problem') out.push(quarantined(element.line, result.why, element.text));
        else if (result.kind === 'repaired')
          out.push({ kind: 'repaired', line: element.line, what: result.what });
        else if (result.kind === 'note')
          out.push({ kind: 'detected', what: 'note', value: result.what, confidence: 1 });
        else if (result.kind === 'tagged') out.push({ kind: 'document', document: result.document });
        else out.push({ kind: 'document', document: placed(result, element.line, out) });
      }
  };

  function placed(record: RecordDocument, line: number, out: ReadItem[]): ImportedDocument {
    const surfaces = { verified: 0, total: 0 };
    const placeAll = (spans: readonly RawSpan[], whose: string): readonly Span[] => {
      if (spans.length === 0) return [];
      const result = detector.place({ text: record.text, spans });
      surfaces.verified += result.surfaces.verified;
      surfaces.total += result.surfaces.total;
      if (result.otherUnit !== undefined)
        out.push({
          kind: 'repaired',
          line,
          what: `offsets of ${record.id ?? 'this document'} count ${result.otherUnit}; read that way because all surfaces fit`,
        });
      for (const { why, span } of result.rejected)
        out.push(quarantined(span.line ?? line, whose === '' ? why : `${whose}: ${why}`, span.surface ?? ''));
      return result.spans;
    };
    if (record.layers === undefined && record.tokens === undefined) {
      const { id, text, meta } = record;
      return { id, text, reconstructed: false, spans: placeAll(record.spans, ''), meta, surfaces };
    }
    const layers: Record<string, readonly Span[]> = {};
    for (const [name, spans] of Object.entries(record.layers ?? {})) layers[name] = placeAll(spans, name);
    const names = Object.keys(layers);
    const own = record.spans.length > 0 ? placeAll(record.spans, '') : (layers[names[0] ?? ''] ?? []);
    const tokens = record.tokens === undefined ? null : placeTokens(record);
    return {
      id: record.id,
      text: record.text,
      ...(tokens === null ? {} : { tokens }),
      reconstructed: false,
      spans: own,
      ...(names.length > 0 ? { layers } : {}),
      meta: record.meta,
      surfaces,
    };
  }

  function placeTokens({ text, tokens = [] }: RecordDocument): readonly Token[] | null {
    const raw = tokens.map(([start, end]) => ({ start, end, type: 'token' }));
    const result = detector.place({ text, spans: raw });
    if (result.rejected.length > 0) return null;
    const inOrder = result.spans.every((span, i) => i === 0 || span.start >= (result.spans[i - 1]?.end ?? 0));
    return inOrder ? result.spans.map(({ start, end }) => ({ start, end })) : null;
  }
}
