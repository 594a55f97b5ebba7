import { longestDocumentBytes } from '#core/store/document-table.ts';
import type { Database } from '#core/store/open-store.ts';

/** Documents beyond this are split at sentence ends instead of asking for a context no laptop can hold. */
const longestWhole = 6_000;

/** Estimated tokens of the corpus' longest document that is sent whole; the same for every pass over a corpus. */
export function longestDocumentTokens(db: Database): number {
  return Math.min(longestWhole, Math.ceil(longestDocumentBytes(db) / 3.2));
}
