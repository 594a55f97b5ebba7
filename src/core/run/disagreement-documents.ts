import type { DisagreementAnalysis, LabelledDocument } from '#shared/domain/analysis.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { disagreementReport, type DisagreementReport } from '#core/disagreement/disagreement-report.ts';
import { errorDocument } from '#core/disagreement/error-document.ts';

/**
 * What the supervisor reads of one analysis: the disagreement report, and one error document per annotator as Markdown
 * (method.md section 5).
 */
export function disagreementDocuments(
  documents: readonly LabelledDocument[],
  analysis: DisagreementAnalysis,
  schema: LabelSchema,
  goldReference: boolean,
): { report: DisagreementReport; errorDocuments: Record<string, string> } {
  const types = schema.types.filter((type) => type.active).map((type) => type.name);
  const gold = Object.fromEntries(
    documents.flatMap((document) =>
      document.gold === undefined ? [] : [[document.id, document.gold] as const],
    ),
  );
  return {
    report: disagreementReport({ analysis, documents, types, goldReference }),
    errorDocuments: Object.fromEntries(
      analysis.annotators.map((annotator) => [
        annotator,
        errorDocument({
          annotator,
          documents,
          referenceTags: goldReference ? gold : analysis.consensus,
          types,
          reference: goldReference ? 'gold' : 'consensus',
        }).markdown,
      ]),
    ),
  };
}
