import type { RuleExample } from '#shared/domain/guideline.ts';
import { t } from '../../i18n/t.ts';

/** A rule's examples: the quotation, how to annotate it, why. */
export function RuleExamples({ examples }: { readonly examples: readonly RuleExample[] }) {
  if (examples.length === 0) return null;
  return (
    <ul aria-label={t('guidelines.examples')} className="mt-2 flex flex-col gap-1 border-l-2 border-line-strong pl-3">
      {examples.map((example, index) => (
        <li key={index} className="text-sm">
          <span dir="auto">“{example.text}”</span> <span aria-hidden>→</span>{' '}
          <span className="visually-hidden">{t('guidelines.annotate')}</span>
          <span className="font-medium">{example.annotation}</span>
          {example.rationale !== '' && <span className="text-text-2"> · {example.rationale}</span>}
        </li>
      ))}
    </ul>
  );
}
