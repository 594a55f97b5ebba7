import { z } from 'zod';
import { columnRoles } from '../domain/reader-options.ts';
import { spanSchema } from '../domain/span.ts';
import { count, nothing, page, projectRef } from './common.ts';

export const importOptionsSchema = z.object({
  /** A format id of architecture 7.3, or "auto". */
  format: z.string().default('auto'),
  encoding: z.string().exactOptional(),
  delimiter: z
    .string()
    .refine(
      (text) => text.length <= 1 || ['tab', 'none', '\\t'].includes(text),
      'give one character, tab or none',
    )
    .exactOptional(),
  tagScheme: z.string().exactOptional(),
  offsetUnit: z.string().exactOptional(),
  /** Column (header name, or number from 0) or field of a record → what it is. */
  columns: z.record(z.string(), z.enum(columnRoles)).exactOptional(),
  /** Tables: the first row holds the names of the columns. */
  header: z.boolean().exactOptional(),
  /** Plain text: one document per line, file, or blank-line block. */
  textUnit: z.enum(['line', 'file', 'block']).exactOptional(),
  /** Each file is one annotator's; of a single folder or archive, each file or folder in it is. */
  annotatorFiles: z.boolean().exactOptional(),
  /** What a document without any span is; some tools write empty lists for texts that nobody opened. */
  emptyMeans: z.enum(['annotated', 'unannotated']).exactOptional(),
  /** The last character belongs to the span (old Label Studio files). */
  inclusiveEnd: z.boolean().exactOptional(),
  /** Column files: what becomes a document. */
  documentUnit: z.enum(['auto', 'sentence', 'marks', 'file']).exactOptional(),
  /** Names of integer tags, in ClassLabel order. */
  labelNames: z
    .array(z.string().min(1, 'a name is empty'))
    .min(1, 'there is no name in it')
    .max(10_000)
    .exactOptional(),
  /** UIMA and WebAnno: layers to read, by name; spaCy: span groups, `ents` for the entities. None: no marks are read. */
  layers: z.array(z.string().min(1, 'a name is empty')).max(1_000).exactOptional(),
  /** brat: leave out marks that only trigger events. */
  skipEventTriggers: z.boolean().exactOptional(),
  as: z.enum(['gold', 'pre', 'ignore']).default('gold'),
  /** Type in the file → type in the project; null leaves the span out. */
  labelMap: z.record(z.string(), z.string().nullable()).exactOptional(),
  addMissingTypes: z.boolean().default(true),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

const guess = z.object({
  value: z.string(),
  confidence: z.number(),
  alternatives: z.array(z.string()),
});
export const importPreviewSchema = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      bytes: count,
      guesses: z.record(z.string(), guess),
    }),
  ),
  /** First rows as they will look; where nobody annotated one, with what the first model proposed. */
  documents: z.array(
    z.object({ id: z.string(), text: z.string(), spans: z.array(spanSchema), annotated: z.boolean() }),
  ),
  columns: z.array(z.object({ name: z.string(), role: z.enum(columnRoles), samples: z.array(z.string()) })),
  /** Spans of each type, of people and models. */
  typeCounts: z.record(z.string(), count),
  /** Documents looked at, those that somebody annotated, and those of them without any span. */
  seen: count,
  annotated: count,
  annotatedEmpty: count,
  /** Whose marks are kept apart in the files. */
  annotators: z.array(z.string()),
  models: z.array(z.string()),
  surfaces: z.object({ verified: count, total: count }),
  /** Layers of marks in formats that may hold several, by name; `isRead` under the options given. */
  layers: z.array(z.object({ name: z.string(), marks: count, isRead: z.boolean() })),
  /** What the files hold beyond what is read, in words with counts. */
  notes: z.array(z.string()),
  repaired: z.array(z.object({ line: z.int(), what: z.string() })),
  quarantined: z.array(z.object({ line: z.int(), why: z.string(), text: z.string() })),
  /** Length histogram in estimated tokens: upper bound → documents. */
  lengths: z.array(z.object({ upTo: z.int(), documents: count })),
  duplicates: count,
  /** Of these, texts that another file holds too: each file may be one annotator's. */
  inSeveralFiles: count,
  /** True where the preview saw the whole input. */
  complete: z.boolean(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const importFileReportSchema = z.object({
  file: z.string(),
  format: z.string(),
  encoding: z.string(),
  offsetUnit: z.string(),
  documents: count,
  /** Documents that somebody annotated, and those of them without any span; missing in reports of older imports. */
  annotated: count.exactOptional(),
  annotatedEmpty: count.exactOptional(),
  tokens: count.exactOptional(),
  spans: z.record(z.string(), count),
  /** Spans that models proposed, by type. */
  predicted: z.record(z.string(), count).exactOptional(),
  annotators: z.array(z.string()).exactOptional(),
  models: z.array(z.string()).exactOptional(),
  /** What was found out on the way; notes say what the file holds beyond what is read. */
  detected: z
    .array(z.object({ what: z.string(), value: z.string(), confidence: z.number() }))
    .exactOptional(),
  surfaces: z.object({ verified: count, total: count }),
  repaired: z.array(z.object({ line: z.int(), what: z.string() })),
  quarantined: z.array(z.object({ line: z.int(), why: z.string(), text: z.string() })),
});
export const importReportSchema = z.object({
  files: z.array(importFileReportSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const jobSchema = z.object({
  jobId: z.string(),
  kind: z.enum(['import', 'export', 'label', 'pull', 'probe', 'test-rule', 'sample', 'run']),
  projectId: z.string().nullable(),
  title: z.string(),
  /** 0..1, or null while the total is unknown. */
  fraction: z.number().nullable(),
  /** "12,000 of 100,000 documents". */
  detail: z.string(),
  etaMs: z.number().nullable(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  error: z.object({ code: z.string(), message: z.string(), action: z.string().exactOptional() }).nullable(),
  /** Kind-specific result once done (import: ImportReport and importId). */
  result: z.unknown(),
});
export type Job = z.infer<typeof jobSchema>;

export const documentRowSchema = z.object({
  key: z.int(),
  id: z.string(),
  snippet: z.string(),
  characters: count,
  tokens: count,
  goldSpans: count,
  hasGold: z.boolean(),
});
export type DocumentRow = z.infer<typeof documentRowSchema>;

export const corpusMethods = {
  'import.preview': {
    input: z.object({ paths: z.array(z.string()).min(1), options: importOptionsSchema.prefault({}) }),
    output: importPreviewSchema,
  },
  'import.start': {
    input: projectRef.extend({
      paths: z.array(z.string()).min(1),
      options: importOptionsSchema.prefault({}),
    }),
    output: jobSchema,
  },
  'import.history': {
    input: projectRef,
    output: z.array(
      z.object({
        importId: z.int(),
        at: z.string(),
        files: z.array(z.string()),
        documents: count,
        as: z.string(),
        report: importReportSchema,
        undone: z.boolean(),
      }),
    ),
  },
  'import.undo': { input: projectRef.extend({ importId: z.int() }), output: nothing },
  'corpus.list': {
    input: projectRef.extend({ ...page.shape, search: z.string().max(500).default('') }),
    output: z.object({ total: count, rows: z.array(documentRowSchema) }),
  },
  'corpus.get': {
    input: projectRef.extend({ key: z.int() }),
    output: z.object({
      key: z.int(),
      id: z.string(),
      text: z.string(),
      reconstructed: z.boolean(),
      meta: z.record(z.string(), z.unknown()),
      gold: z.array(spanSchema).nullable(),
      pre: z.array(spanSchema),
    }),
  },
  /** Replaces the gold spans of one document (undoable). */
  'corpus.setGold': {
    input: projectRef.extend({ key: z.int(), spans: z.array(spanSchema).max(100_000).nullable() }),
    output: nothing,
  },
  'corpus.remove': { input: projectRef.extend({ keys: z.array(z.int()).max(100_000) }), output: nothing },
  /** Occurrences of a string with context, to pick examples from. */
  'corpus.find': {
    input: projectRef.extend({
      text: z.string().min(1).max(500),
      limit: z.int().min(1).max(200).default(30),
    }),
    output: z.array(
      z.object({
        key: z.int(),
        id: z.string(),
        start: z.int(),
        end: z.int(),
        before: z.string(),
        match: z.string(),
        after: z.string(),
      }),
    ),
  },
  'corpus.stats': {
    input: projectRef,
    output: z.object({
      documents: count,
      characters: count,
      tokens: count,
      goldDocuments: count,
      goldSpans: z.record(z.string(), count),
      longestTokens: count,
    }),
  },
  'jobs.list': { input: z.object({ projectId: z.string().nullable() }), output: z.array(jobSchema) },
  'jobs.get': { input: z.object({ jobId: z.string() }), output: jobSchema },
  'jobs.cancel': { input: z.object({ jobId: z.string() }), output: nothing },
} as const;
