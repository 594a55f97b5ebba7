import { Link } from 'wouter';
import type { Rule } from '#shared/domain/guideline.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';

interface EvidenceSheetProps {
  readonly projectId: string;
  readonly rule: Rule | null;
  readonly onClose: () => void;
}

/** The sentences that caused a rule, with how the annotators read each. */
export function EvidenceSheet({ projectId, rule, onClose }: EvidenceSheetProps) {
  const query = useQuery('guidelines.evidence', rule === null ? null : { projectId, ruleId: rule.id });
  return (
    <Sheet
      open={rule !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      width="lg"
      title={t('guidelines.evidenceTitle')}
      description={rule?.text ?? ''}
    >
      {query.data === undefined && query.error === undefined && <SkeletonLines lines={6} />}
      {query.data === undefined && query.error !== undefined && <ErrorState error={query.error} compact />}
      {query.data?.length === 0 && <p className="text-text-2">{t('guidelines.evidenceNone')}</p>}
      <ul className="flex flex-col gap-3">
        {(query.data ?? []).map((item) => (
          <li key={item.hotspotId} className="rounded-control border border-line p-3">
            <p className="text-base" dir="auto">
              <span className="text-text-2">…{item.before}</span>
              <mark className="rounded-sm bg-hotspot/25 px-0.5 font-medium text-text">{item.text}</mark>
              <span className="text-text-2">{item.after}…</span>
            </p>
            <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-2">
              {item.readings.map((reading) => (
                <span key={reading.label}>
                  <span className="font-medium text-text">{reading.label}</span> {reading.votes}
                </span>
              ))}
              <span className="ml-auto">
                {t('guidelines.evidenceRound', { round: item.iteration, document: item.documentId })}
              </span>
              <Link
                href={`${stepPath(projectId, 'compare')}/${item.documentKey}`}
                className="text-accent underline-offset-2 hover:underline"
              >
                {t('guidelines.evidenceOpen')}
              </Link>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
