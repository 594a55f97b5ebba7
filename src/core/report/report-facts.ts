import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { GuidelineRevision } from '#shared/domain/guideline.ts';
import type { IterationSummary, RunStatus } from '#shared/domain/run.ts';

/** Everything a report says, read from a project once; every number in it is a stored or counted one. */
export interface ReportFacts {
  readonly name: string;
  /** ISO 8601. */
  readonly writtenAt: string;
  readonly appVersion: string;
  readonly corpus: {
    readonly documents: number;
    readonly goldDocuments: number;
    readonly goldSpans: Readonly<Record<string, number>>;
  };
  readonly schema: LabelSchema;
  /** The newest guidelines; null where the project has none yet. */
  readonly guideline: GuidelineRevision | null;
  /** Every version, oldest first. */
  readonly versions: readonly (Pick<
    GuidelineRevision,
    'number' | 'iteration' | 'author' | 'createdAt' | 'summary'
  > & { readonly rules: number })[];
  /** The newest run; null where none was started. */
  readonly run: RunFacts | null;
  readonly labelling: {
    readonly with: string;
    readonly guidelineNumber: number;
    readonly documents: number;
    readonly done: number;
    readonly failed: number;
    readonly spans: Readonly<Record<string, number>>;
  } | null;
}

export interface RunFacts {
  readonly status: RunStatus;
  readonly rounds: readonly IterationSummary[];
  /** Of the run, in configuration order. */
  readonly annotators: readonly AnnotatorConfig[];
  readonly supervisorCalls: number;
  readonly supervisorTokens: number;
  readonly decisions: number;
  readonly answeredQuestions: number;
}
