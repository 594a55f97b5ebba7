import { z } from 'zod';

/**
 * A stretch of a document with an entity type. Offsets are half-open `[start, end)` in UTF-16 code units of the
 * original text. `text` is the surface: `document.text.slice(start, end)` (for discontinuous spans the fragments
 * joined by one space) and is asserted at every edge of the product.
 */
export const spanSchema = z.object({
  start: z.int().min(0),
  end: z.int().min(0),
  type: z.string().min(1),
  text: z.string(),
  /** Discontinuous spans only: two or more `[start, end)` pairs in order; start/end are the hull. */
  fragments: z
    .array(z.tuple([z.int().min(0), z.int().min(0)]))
    .readonly()
    .exactOptional(),
});
export type Span = Readonly<z.infer<typeof spanSchema>>;

/** `[start, end)` in UTF-16 code units. */
export interface Token {
  readonly start: number;
  readonly end: number;
}

/** Span over token indices, end exclusive. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}
