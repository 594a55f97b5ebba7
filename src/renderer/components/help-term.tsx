import type { ReactNode } from 'react';
import type { terms } from '../i18n/en/terms.ts';
import { t } from '../i18n/t.ts';
import { Tooltip } from './tooltip.tsx';

/** A word of the method with its one-sentence explanation on hover, focus or tap. */
export function HelpTerm({
  term,
  children,
}: {
  readonly term: keyof typeof terms;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip text={t(`terms.${term}`)}>
      <button
        type="button"
        className="cursor-help rounded-sm underline decoration-line-control decoration-dotted underline-offset-[3px]"
      >
        {children}
      </button>
    </Tooltip>
  );
}
