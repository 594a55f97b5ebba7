import type { Rule } from '#shared/domain/guideline.ts';
import { useQuery } from '../../app/use-query.ts';
import { Notice } from '../../components/notice.tsx';
import { t } from '../../i18n/t.ts';

/** Rules that say the same, contradict one another, or have come back after they were rejected. */
export function ConflictsNotice({
  projectId,
  rules,
}: {
  readonly projectId: string;
  readonly rules: readonly Rule[];
}) {
  const { data } = useQuery('guidelines.conflicts', { projectId });
  if (data === undefined || data.length === 0) return null;
  return (
    <Notice tone="warning" title={t('guidelines.conflicts', { count: data.length })}>
      <details>
        <summary>{t('guidelines.conflictGo')}</summary>
        <ul className="mt-1 flex flex-col gap-2">
          {data.map((conflict, index) => (
            <li key={index}>
              <p className="font-medium text-text">
                {t(`guidelines.conflict_${conflict.kind}`)}: {conflict.message}
              </p>
              <ul className="list-disc pl-5">
                {conflict.ruleIds.map((id) => (
                  <li key={id}>{rules.find((rule) => rule.id === id)?.text ?? id}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}
