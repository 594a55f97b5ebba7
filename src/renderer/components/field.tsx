import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { t } from '../i18n/t.ts';

/** What a control inside a field must carry. */
export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly optional?: boolean;
  /** Visually hides the label (it stays for screen readers). */
  readonly hideLabel?: boolean;
  readonly className?: string;
  readonly children: (ids: FieldIds) => ReactNode;
}

/** Label, control, help and error text, tied together for assistive technology. */
export function Field({ label, help, error, optional, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const described = error !== undefined || help !== undefined ? `${id}-help` : undefined;
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <label
        htmlFor={id}
        className={hideLabel === true ? 'visually-hidden' : 'text-sm font-medium text-text'}
      >
        {label}
        {optional === true && <span className="ml-1.5 font-normal text-text-3">{t('common.optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined ? (
        <p id={described} className="flex items-start gap-1.5 text-xs text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      ) : (
        help !== undefined && (
          <p id={described} className="text-xs text-text-2">
            {help}
          </p>
        )
      )}
    </div>
  );
}

const control =
  'w-full rounded-control border border-line-control bg-panel px-2.5 text-sm text-text ' +
  'focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-danger';

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" className={clsx(control, 'h-8', className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={clsx(control, 'min-h-20 py-2 leading-normal', className)} {...rest} />;
}

/** The look of a text control, for those that build their own. */
export const controlClass = control;
