import { z } from 'zod';
import { spanSchema, type Token } from './span.ts';

/** A text as imported, never normalised. */
export interface Document {
  /** Integer key in the store. */
  readonly key: number;
  /** The corpus' own id, unique in the project. */
  readonly id: string;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The tokens came with the document; missing or false: they are the product's own. */
  readonly hasOwnTokens?: boolean;
  /** True where the text was rebuilt from tokens (CoNLL without spacing information). */
  readonly reconstructed: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Own JSONL record (architecture 7.3). */
export const documentRecordSchema = z.object({
  id: z.string(),
  text: z.string(),
  meta: z.record(z.string(), z.unknown()).exactOptional(),
  spans: z.array(spanSchema),
  offsetUnit: z.literal('utf16').exactOptional(),
});
export type DocumentRecord = z.infer<typeof documentRecordSchema>;
