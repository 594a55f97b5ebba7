import type { LabelledDocument } from '#shared/domain/analysis.ts';
import type { TokenSpan } from '#shared/domain/span.ts';
import { tokenSpansFromTags } from '#core/labels/tags-to-spans.ts';
import { errorClasses, errorClassOf } from './compare-labels.ts';
import type { ErrorDocumentData, ErrorExample, ErrorGroup } from './error-document-data.ts';
import { errorMarkdown } from './error-markdown.ts';

export interface ErrorDocument {
  readonly markdown: string;
  readonly data: ErrorDocumentData;
}

export interface ErrorDocumentInput {
  readonly annotator: string;
  readonly documents: readonly LabelledDocument[];
  /** Consensus or gold tags by document id; documents without are left out. */
  readonly referenceTags: Readonly<Record<string, readonly string[]>>;
  readonly reference: 'consensus' | 'gold';
  /** Types of the schema; others count as O on both sides. */
  readonly types: readonly string[];
  /** Examples per group; default 5. */
  readonly maxExamples?: number;
}

const contextTokens = 3;

interface Found {
  readonly from: string;
  readonly to: string;
  readonly tokens: number;
  readonly reference: TokenSpan | null;
  readonly predicted: TokenSpan | null;
}

/**
 * What one annotator does differently from the reference over the whole document set, on the level of spans: spurious
 * (overlaps no reference span), missing, type confusion (every overlapping pair of different types), boundary (every
 * overlapping pair of one type with different borders). Documents the annotator did not label are left out.
 * Source: method.md 5.2; the error rate is documents with any error over documents.
 */
export function errorDocument(input: ErrorDocumentInput): ErrorDocument {
  const { annotator, referenceTags, maxExamples = 5 } = input;
  const types = new Set(input.types);
  const groups = new Map<string, ErrorGroup & { documents: string[]; examples: ErrorExample[] }>();
  const withErrors = new Set<string>();
  let documents = 0;
  for (const document of input.documents) {
    const reference = referenceTags[document.id];
    const own = document.labels[annotator];
    if (reference === undefined || own === undefined) continue;
    documents += 1;
    for (const found of spanErrors(reference, own, types)) {
      withErrors.add(document.id);
      const errorClass = found.from === found.to ? 'span-error' : errorClassOf(found.from, found.to);
      const key = JSON.stringify([errorClass, found.from, found.to]);
      const group = groups.get(key) ?? {
        errorClass,
        from: found.from,
        to: found.to,
        instances: 0,
        tokens: 0,
        documents: [],
        examples: [],
      };
      if (group.documents.at(-1) !== document.id) group.documents.push(document.id);
      if (group.examples.length < maxExamples) group.examples.push(example(document, found));
      groups.set(key, {
        ...group,
        instances: group.instances + 1,
        tokens: group.tokens + found.tokens,
      });
    }
  }
  const data: ErrorDocumentData = {
    annotator,
    reference: input.reference,
    documents,
    documentsWithErrors: withErrors.size,
    errorRate: documents === 0 ? 0 : withErrors.size / documents,
    groups: [...groups.values()].sort(
      (a, b) =>
        errorClasses.indexOf(a.errorClass) - errorClasses.indexOf(b.errorClass) ||
        b.instances - a.instances ||
        (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1),
    ),
  };
  return { markdown: errorMarkdown(data), data };
}

function spanErrors(
  reference: readonly string[],
  own: readonly string[],
  types: ReadonlySet<string>,
): Found[] {
  const spansOf = (tags: readonly string[]): TokenSpan[] =>
    tokenSpansFromTags(tags).filter((span) => types.has(span.type));
  const references = spansOf(reference);
  const predictions = spansOf(own);
  const found: Found[] = [];
  const overlap = (a: TokenSpan, b: TokenSpan): number => Math.min(a.end, b.end) - Math.max(a.start, b.start);
  for (const predicted of predictions) {
    if (!references.some((span) => overlap(span, predicted) > 0)) {
      const tokens = predicted.end - predicted.start;
      found.push({ from: 'O', to: predicted.type, tokens, reference: null, predicted });
    }
  }
  for (const span of references) {
    const partners = predictions.filter((predicted) => overlap(span, predicted) > 0);
    if (partners.length === 0) {
      found.push({
        from: span.type,
        to: 'O',
        tokens: span.end - span.start,
        reference: span,
        predicted: null,
      });
    }
    for (const predicted of partners) {
      if (predicted.type !== span.type) {
        const tokens = overlap(span, predicted);
        found.push({ from: span.type, to: predicted.type, tokens, reference: span, predicted });
      } else if (predicted.start !== span.start || predicted.end !== span.end) {
        const tokens = Math.max(span.end, predicted.end) - Math.min(span.start, predicted.start);
        found.push({ from: span.type, to: span.type, tokens, reference: span, predicted });
      }
    }
  }
  return found;
}

function example(document: LabelledDocument, { reference, predicted }: Found): ErrorExample {
  const starts = [reference, predicted].flatMap((span) => (span === null ? [] : [span.start]));
  const ends = [reference, predicted].flatMap((span) => (span === null ? [] : [span.end]));
  const start = Math.min(...starts);
  const end = Math.max(...ends);
  const words = (from: number, to: number): string => document.tokens.slice(Math.max(0, from), to).join(' ');
  const surface = (span: TokenSpan | null): string | null =>
    span === null ? null : words(span.start, span.end);
  return {
    documentId: document.id,
    start,
    end,
    text: words(start, end),
    left: words(start - contextTokens, start),
    right: words(end, end + contextTokens),
    referenceText: surface(reference),
    annotatorText: surface(predicted),
  };
}
