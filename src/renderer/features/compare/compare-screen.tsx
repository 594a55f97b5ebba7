import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useIteration } from '../../app/use-iteration.ts';
import { buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { CompareContext, createCompareStore } from './compare-store.ts';
import { useNarrowInspector } from './use-narrow-inspector.ts';
import { CompareWorkspace } from './compare-workspace.tsx';

/** Side by side: where the annotators differ, and the expert's decisions. */
export function CompareScreen({ projectId, rest }: ProjectScreenProps) {
  const { ref, loading } = useIteration(projectId);
  const [store] = useState(createCompareStore);
  useNarrowInspector();
  if (loading) return <SkeletonLines lines={8} className="p-8" />;
  if (ref === null) {
    return (
      <EmptyState
        level={1}
        icon={Columns3}
        title={t('compare.emptyTitle')}
        actions={
          <Link href={stepPath(projectId, 'run')} className={buttonClass('primary')}>
            {t('compare.toRun')}
          </Link>
        }
      >
        {t('compare.emptyText')}
      </EmptyState>
    );
  }
  const [key, offset] = rest.split('/').map(Number);
  return (
    <CompareContext value={store}>
      <CompareWorkspace
        input={ref}
        documentKey={rest === '' || key === undefined || Number.isNaN(key) ? null : key}
        offset={offset === undefined || Number.isNaN(offset) ? null : offset}
      />
    </CompareContext>
  );
}
