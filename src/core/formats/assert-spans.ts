import type { Span } from '#shared/domain/span.ts';
import { AppError } from '#shared/errors.ts';

/**
 * Offsets and surface must agree before marks are stored.
 * @throws {AppError} INVALID_ARGUMENT naming the first span that does not
 */
export function assertSpans(text: string, spans: readonly Span[]): void {
  for (const span of spans) {
    const parts = span.fragments ?? [[span.start, span.end] as const];
    const surface = parts.map(([start, end]) => text.slice(start, end)).join(' ');
    if (span.start >= span.end || span.end > text.length || surface !== span.text) {
      throw new AppError(
        'INVALID_ARGUMENT',
        `The span ${span.start}–${span.end} ("${span.text.slice(0, 40)}") is not what the text says there.`,
        { action: 'Reload the document and mark the span again.' },
      );
    }
  }
}
