import type { Span } from '#shared/domain/span.ts';
import { tokenView } from '../export-tokens.ts';
import type { ExportDocument, Writer } from '../writer.ts';
import { arrayWriter, inUnit, linesWriter } from './json-records.ts';

/**
 * Own records (architecture 7.3); layers of several annotators go to `layers`, what models proposed to `predictions`.
 * A document that nobody annotated, or whose annotators nobody settled, has no `spans`.
 */
export const writeJsonl = linesWriter((document) => ({
  id: document.id,
  text: document.text,
  ...(hasKeys(document.meta) ? { meta: document.meta } : {}),
  ...(document.annotated === false || document.unsettled === true
    ? {}
    : { spans: document.spans.map(ownSpan) }),
  ...(document.layers === undefined ? {} : { layers: ownLayers(document.layers) }),
  ...(document.predictions === undefined ? {} : { predictions: ownLayers(document.predictions) }),
  ...ownTokens(document),
  offsetUnit: 'utf16',
}));

/** Tokens the document came with; the product's own tokeniser cuts any other text as it did before. */
function ownTokens({ tokens, reconstructed }: ExportDocument): object {
  return {
    ...(tokens === undefined ? {} : { tokenOffsets: tokens.map(({ start, end }) => [start, end]) }),
    ...(reconstructed === true ? { reconstructed } : {}),
  };
}

function ownLayers(layers: NonNullable<ExportDocument['layers']>): Readonly<Record<string, readonly Span[]>> {
  return Object.fromEntries(Object.entries(layers).map(([name, spans]) => [name, spans.map(ownSpan)]));
}

function ownSpan({ start, end, type, text, fragments }: Span): Span {
  return fragments === undefined ? { start, end, type, text } : { start, end, type, text, fragments };
}

/** doccano: `label` triples; doccano counts UTF-16 units unless a project is switched to grapheme clusters. */
export const writeDoccano: Writer = (documents, options) =>
  linesWriter((document) => ({
    id: document.id,
    text: document.text,
    label: triples(document, document.spans, options.offsetUnit ?? 'utf16'),
    ...(hasKeys(document.meta) ? { meta: document.meta } : {}),
    Comments: [],
  }))(documents, options);

function triples(
  document: ExportDocument,
  spans: readonly Span[],
  unit: Parameters<typeof inUnit>[2],
): readonly (readonly [number, number, string])[] {
  return inUnit(document.text, spans, unit).map(({ start, end, span }) => [start, end, span.type] as const);
}

/**
 * Prodigy: code points; tokens with `ws`, spans with token indices (`token_end` inclusive). A record keeps its answer;
 * one that nobody annotated has neither answer nor spans, as in Prodigy's input.
 */
export const writeProdigy: Writer = (documents, options) =>
  linesWriter((document) => {
    const view = tokenView(document, options);
    const tokenSpans = new Map(view.tokens.map(({ start }, i) => [start, i]));
    const ends = new Map(view.tokens.map(({ end }, i) => [end, i]));
    const tokens = view.tokens.map(({ start, end }) => ({ start, end, type: '', text: '' }));
    const { answer, meta } = prodigyAnswer(document);
    return {
      text: document.text,
      id: document.id,
      meta: { id: document.id, ...meta },
      tokens: inUnit(document.text, tokens, 'codepoint').map(({ start, end }, id) => ({
        text: view.words[id],
        start,
        end,
        id,
        ws: document.text.charAt(view.tokens[id]?.end ?? 0) === ' ',
      })),
      ...(document.annotated === false
        ? answer
        : {
            spans: inUnit(document.text, document.spans, 'codepoint').map(({ start, end, span }) => {
              const first = tokenSpans.get(span.start);
              const last = ends.get(span.end);
              const indices =
                first === undefined || last === undefined ? {} : { token_start: first, token_end: last };
              return { start, end, ...indices, label: span.type, text: span.text };
            }),
            answer: 'accept',
          }),
    };
  })(documents, options);

/** What was answered to a record that gives no annotation: only our reader of Prodigy puts it into the metadata. */
function prodigyAnswer({ annotated, meta = {} }: ExportDocument): {
  readonly answer: { readonly answer?: unknown };
  readonly meta: Readonly<Record<string, unknown>>;
} {
  const { answer, ...others } = meta;
  const isOwn = annotated === false && (answer === 'reject' || answer === 'ignore');
  return isOwn ? { answer: { answer }, meta: others } : { answer: {}, meta };
}

/** spaCy: `[text, {entities}]` pairs, code points, no overlap. */
export const writeSpacyJson: Writer = arrayWriter((document) => [
  document.text,
  document.annotated === false ? {} : { entities: triples(document, document.spans, 'codepoint') },
]);

function hasKeys(meta: Readonly<Record<string, unknown>> | undefined): boolean {
  return meta !== undefined && Object.keys(meta).length > 0;
}
