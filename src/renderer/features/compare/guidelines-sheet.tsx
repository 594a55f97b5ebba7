import { isRuleInForce } from '#shared/domain/guideline.ts';
import { useQuery } from '../../app/use-query.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { groupRules } from '../guidelines/group-rules.ts';

interface GuidelinesSheetProps {
  readonly projectId: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** The rules in force, to read beside the text. */
export function GuidelinesSheet({ projectId, open, onClose }: GuidelinesSheetProps) {
  const query = useQuery('guidelines.get', open ? { projectId, number: null } : null);
  const pool = useQuery('annotators.pool', open ? { projectId } : null);
  const guideline = query.data;
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={t('compare.guidelinesBeside')}
      {...(guideline === undefined
        ? {}
        : { description: t('guidelines.versionTitle', { number: guideline.number }) })}
    >
      {guideline === undefined && query.error === undefined && <SkeletonLines lines={8} />}
      {guideline === undefined && query.error !== undefined && <ErrorState error={query.error} compact />}
      {guideline !== undefined && (
        <div className="flex flex-col gap-5">
          {groupRules(guideline.rules.filter(isRuleInForce), pool.data ?? []).map((group) => (
            <section key={group.id}>
              <h3 className="mb-1 text-sm font-semibold">{group.title}</h3>
              <ul className="flex list-disc flex-col gap-1.5 pl-4">
                {group.rules.map((rule) => (
                  <li key={rule.id}>{rule.text}</li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Sheet>
  );
}
