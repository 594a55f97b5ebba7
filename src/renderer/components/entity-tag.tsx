import { clsx } from 'clsx';
import { entityVars, type EntityLook } from './entity-palette.ts';

interface EntityTagProps {
  readonly look: EntityLook;
  /** chip: tinted, for lists; tag: solid, beside a span; swatch: colour and pattern alone. */
  readonly variant?: 'chip' | 'tag' | 'swatch';
  /** Shown instead of the name, e.g. a short form. */
  readonly text?: string;
  readonly className?: string;
}

/** An entity type: always with its name, never by colour alone. */
export function EntityTag({ look, variant = 'chip', text, className }: EntityTagProps) {
  if (variant === 'swatch') {
    return (
      <span
        aria-hidden
        style={entityVars(look)}
        className={clsx('entity entity-swatch shrink-0', className)}
      />
    );
  }
  if (variant === 'tag') {
    return (
      <span
        style={entityVars(look)}
        className={clsx(
          'entity entity-tag inline-block rounded-sm px-1 align-baseline text-2xs leading-4 font-semibold',
          className,
        )}
      >
        {text ?? look.name}
      </span>
    );
  }
  return (
    <span
      style={entityVars(look)}
      className={clsx(
        'entity entity-chip inline-flex max-w-full items-center gap-1.5 rounded-sm py-0.5 pr-1.5 pl-1 text-xs font-medium text-text',
        className,
      )}
    >
      <EntityTag look={look} variant="swatch" className="!size-3" />
      <span className="truncate">{text ?? look.name}</span>
    </span>
  );
}
