import type { Span } from '#shared/domain/span.ts';
import type { ImportedDocument } from './reader.ts';

type Marks = Pick<ImportedDocument, 'spans' | 'annotated' | 'unsettled' | 'layers' | 'predictions'>;

/**
 * What a document's file gives as reference (gold): the marks of its annotator, or what was settled on.
 * @returns null where nobody annotated it, or where several did and nobody settled it
 */
export function referenceSpans({ spans, annotated, unsettled }: Marks): readonly Span[] | null {
  return annotated && unsettled !== true ? spans : null;
}

/** The marks of a document that stands on the side that is judged: a person's, else the first model's; null: none. */
export function judgedSpans({ spans, annotated, predictions }: Marks): readonly Span[] | null {
  return annotated ? spans : (Object.values(predictions ?? {})[0] ?? null);
}

/** Everything that anybody marked in a document; marks that are in a layer too count once. */
export function allSpans({ spans, layers, predictions }: Marks): readonly Span[] {
  if (layers === undefined && predictions === undefined) return spans;
  const lists = Object.values(layers ?? {});
  const own = lists.includes(spans) ? [] : spans;
  return [own, ...lists, ...Object.values(predictions ?? {})].flat();
}

/** Annotated, but no person marked anything in it. */
export function isAnnotatedEmpty({ spans, annotated, layers = {} }: Marks): boolean {
  return annotated && spans.length === 0 && Object.values(layers).every((own) => own.length === 0);
}

/** As `emptyMeans: 'unannotated'` has it: a document in which no person marked anything was annotated by nobody. */
export function withoutEmptyMarks(document: ImportedDocument): ImportedDocument {
  if (!isAnnotatedEmpty(document)) return document;
  const { unsettled: _unsettled, layers: _layers, ...rest } = document;
  return { ...rest, annotated: false };
}
