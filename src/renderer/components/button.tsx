import { clsx } from 'clsx';
import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'link';
export type ButtonSize = 'sm' | 'md' | 'lg';

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none ' +
  'transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-50 forced-border';
const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-hover',
  secondary: 'border border-line-strong bg-panel text-text enabled:hover:bg-hover enabled:active:bg-pressed',
  ghost: 'text-text-2 enabled:hover:bg-hover enabled:hover:text-text enabled:active:bg-pressed',
  danger: 'bg-danger text-on-danger enabled:hover:bg-danger-hover',
  link: 'text-accent underline-offset-2 enabled:hover:underline',
};
const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-7 px-2.5 text-xs',
  md: 'h-8 px-3 text-sm',
  lg: 'h-10 px-4 text-base',
};

/** Classes of a button, for links that look like one. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return clsx(base, variants[variant], variant === 'link' ? 'h-auto px-0' : sizes[size]);
}

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon | undefined;
  /** Shows a spinner in the icon's place and refuses clicks; the width stays. */
  readonly busy?: boolean;
}

/** One primary a screen. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon: Icon,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(buttonClass(variant, size), className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? (
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
      ) : (
        Icon && <Icon aria-hidden className="size-4" />
      )}
      {children}
    </button>
  );
}

export interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: LucideIcon;
  /** Accessible name and tooltip. */
  readonly label: string;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  /** Key chord shown in the tooltip. */
  readonly chord?: string | undefined;
}

const squares: Readonly<Record<ButtonSize, string>> = { sm: 'size-7', md: 'size-8', lg: 'size-10' };

export function IconButton({
  icon: Icon,
  label,
  variant = 'ghost',
  size = 'md',
  chord,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} chord={chord}>
      <button
        type="button"
        aria-label={label}
        className={clsx(base, variants[variant], squares[size], className)}
        {...rest}
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </Tooltip>
  );
}
