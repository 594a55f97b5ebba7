import type { Span } from '#shared/domain/span.ts';
import { EntityTag } from './entity-tag.tsx';
import { entityVars, lookOf, type EntityPalette } from './entity-palette.ts';
import { spanSegments } from './span-segments.ts';

interface MarkedTextProps {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly palette: EntityPalette;
  /** Short type names behind each span. */
  readonly tags?: boolean;
  readonly className?: string;
}

/** Read-only text with coloured spans, drawn from offsets only; copies as plain text. */
export function MarkedText({ text, spans, palette, tags = true, className }: MarkedTextProps) {
  return (
    <span className={className} dir="auto">
      {spanSegments(text.length, spans).map((segment) => {
        const piece = text.slice(segment.start, segment.end);
        const inner = segment.spans.at(-1);
        if (inner === undefined) return <span key={segment.start}>{piece}</span>;
        const look = lookOf(palette, inner.type);
        return (
          <span key={segment.start}>
            <mark
              role="group"
              style={{ ...entityVars(look), paddingBottom: (segment.spans.length - 1) * 3 + 1 }}
              data-pattern={look.pattern}
              className="entity entity-mark"
              aria-label={`${segment.spans.map((span) => span.type).join(', ')}: ${piece}`}
            >
              {piece}
            </mark>
            {tags &&
              segment.ends.map((span) => (
                <span key={`${span.type}:${span.start}`} className="ml-0.5 select-none" aria-hidden>
                  <EntityTag look={lookOf(palette, span.type)} variant="tag" />
                </span>
              ))}
          </span>
        );
      })}
    </span>
  );
}
