import { z } from 'zod';
import { importReportSchema } from '#shared/rpc/corpus.ts';

const importResultSchema = z.object({ importId: z.int(), report: importReportSchema });
export type ImportResult = z.infer<typeof importResultSchema>;

/** The result of an import job; null where it has another shape (a job of another kind). */
export function readImportResult(result: unknown): ImportResult | null {
  const nested = importResultSchema.safeParse(result);
  if (nested.success) return nested.data;
  const flat = importReportSchema.extend({ importId: z.int() }).safeParse(result);
  return flat.success ? { importId: flat.data.importId, report: { files: flat.data.files } } : null;
}
