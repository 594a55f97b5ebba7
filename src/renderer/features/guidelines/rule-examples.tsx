import { useState } from 'react';
import type { RuleExample } from '#shared/domain/guideline.ts';
import { t } from '../../i18n/t.ts';
import { groupExamples } from './group-examples.ts';

const shownGroups = 4;

/** A rule's examples: the quotations, how to annotate them, why. Those annotated alike share a line. */
export function RuleExamples({ examples }: { readonly examples: readonly RuleExample[] }) {
  const [all, setAll] = useState(false);
  const groups = groupExamples(examples);
  if (groups.length === 0) return null;
  const visible = all ? groups : groups.slice(0, shownGroups);
  return (
    <ul
      aria-label={t('guidelines.examples')}
      className="mt-2 flex flex-col gap-1 border-l-2 border-line-strong pl-3"
    >
      {visible.map((group, index) => (
        <li key={index} className="text-sm">
          <span dir="auto" className="text-text-2">
            {group.texts.map((text) => `“${text}”`).join(', ')}
          </span>{' '}
          <span aria-hidden>→</span> <span className="visually-hidden">{t('guidelines.annotate')}</span>
          <span className="font-medium">{group.annotation}</span>
          {group.rationale !== '' && <span className="text-text-2"> · {group.rationale}</span>}
        </li>
      ))}
      {groups.length > visible.length && (
        <li>
          <button type="button" className="text-xs text-accent hover:underline" onClick={() => setAll(true)}>
            {t('guidelines.examplesMore', { count: groups.length - visible.length })}
          </button>
        </li>
      )}
    </ul>
  );
}
