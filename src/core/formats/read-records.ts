import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import { chooseEncoding } from './encoding.ts';
import { createUnitDetector, type UnplacedDocument } from './offset-unit-detector.ts';
import type { RawSpan } from './place-spans.ts';
import type { JsonElement } from './parse-json.ts';
import { quarantined, readJsonElements } from './read-json-elements.ts';
import { readHead } from './read-source.ts';
import type {
  Detected,
  FoundLayer,
  ImportedDocument,
  ReadItem,
  ReadOptions,
  Reader,
  Unread,
} from './reader.ts';

/** A document taken out of a record, offsets still in the file's unit. */
export interface RecordDocument {
  readonly kind: 'record';
  readonly id: string | null;
  readonly text: string;
  /** The document's own marks; null where it has none: then the first layer's, else nobody annotated it. */
  readonly spans: readonly RawSpan[] | null;
  /** Annotator → spans. */
  readonly layers?: Readonly<Record<string, readonly RawSpan[]>>;
  /** Model → spans. */
  readonly predictions?: Readonly<Record<string, readonly RawSpan[]>>;
  /** Token borders in the file's unit. */
  readonly tokens?: readonly (readonly [number, number])[];
  /** The text was made of the tokens. */
  readonly reconstructed?: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What becomes of one record. */
export type RecordResult =
  | RecordDocument
  | { readonly kind: 'tagged'; readonly document: ImportedDocument }
  | { readonly kind: 'problem'; readonly why: string }
  | { readonly kind: 'repaired'; readonly what: string }
  | { readonly kind: 'note'; readonly what: string }
  | Detected
  | FoundLayer
  | Unread;

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
      const { text, spans, layers, predictions } = result;
      if (layers === undefined && predictions === undefined) documents.push({ text, spans: spans ?? [] });
      else documents.push({ text, spans: [spans ?? [], ...allOf(layers), ...allOf(predictions)].flat() });
    }
  return documents;
}

const allOf = <T>(lists: Readonly<Record<string, readonly T[]>> = {}): readonly (readonly T[])[] =>
  Object.values(lists);

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
        else if (result.kind === 'detected' || result.kind === 'layer' || result.kind === 'unread')
          out.push(result);
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
    const placeLayers = (lists: NonNullable<RecordDocument['layers']>): Record<string, readonly Span[]> =>
      Object.fromEntries(Object.entries(lists).map(([name, spans]) => [name, placeAll(spans, name)]));
    const { id, text, meta } = record;
    if (record.layers === undefined && record.predictions === undefined && record.tokens === undefined) {
      const spans = record.spans === null ? [] : placeAll(record.spans, '');
      return { id, text, reconstructed: false, spans, annotated: record.spans !== null, meta, surfaces };
    }
    const layers = placeLayers(record.layers ?? {});
    const predictions = placeLayers(record.predictions ?? {});
    const own = record.spans === null ? null : placeAll(record.spans, '');
    const tokens = record.tokens === undefined ? null : placeTokens(record);
    return {
      id,
      text,
      ...(tokens === null ? {} : { tokens }),
      reconstructed: record.reconstructed === true && tokens !== null,
      ...mainSpans(own, layers),
      ...(isEmpty(layers) ? {} : { layers }),
      ...(isEmpty(predictions) ? {} : { predictions }),
      meta,
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

/** The marks that stand for the document: its own, else the only annotator's, else those of the first of several. */
export function mainSpans(
  own: readonly Span[] | null,
  layers: Readonly<Record<string, readonly Span[]>>,
): Pick<ImportedDocument, 'spans' | 'annotated' | 'unsettled'> {
  if (own !== null) return { spans: own, annotated: true };
  const [first, ...others] = Object.values(layers);
  if (first === undefined) return { spans: [], annotated: false };
  return { spans: first, annotated: true, ...(others.length > 0 ? { unsettled: true } : {}) };
}

const isEmpty = (lists: Readonly<Record<string, unknown>>): boolean => Object.keys(lists).length === 0;
