import type { RunSettings } from '#shared/domain/run-settings.ts';
import { useQuery } from '../../app/use-query.ts';
import { Notice } from '../../components/notice.tsx';
import { t } from '../../i18n/t.ts';
import { leavesOf, staysHere, type Leaves } from './leaves.ts';

/** The other computers that a run with these settings sends text to; null while that is read, or without settings. */
export function useLeaves(projectId: string, settings: RunSettings | null): Leaves | null {
  const pool = useQuery('annotators.pool', { projectId }).data;
  const ollamaUrl = useQuery('settings.get', {}).data?.ollamaUrl;
  if (settings === null || pool === undefined || ollamaUrl === undefined) return null;
  return leavesOf(settings, pool, ollamaUrl);
}

interface LeavesNoticeProps {
  readonly projectId: string;
  readonly settings: RunSettings;
  readonly className?: string;
}

/** Beside every button that starts or continues a run: what it sends to other computers; nothing where all stays here. */
export function LeavesNotice({ projectId, settings, className }: LeavesNoticeProps) {
  const leaves = useLeaves(projectId, settings);
  if (leaves === null || staysHere(leaves)) return null;
  return (
    <Notice tone="warning" {...(className === undefined ? {} : { className })}>
      {leaves.annotators.length > 0 && (
        <p>{t('annotators.leavesTo', { hosts: leaves.annotators.join(', ') })}</p>
      )}
      {leaves.supervisor !== null && <p>{t('run.supervisorLeavesTo', { host: leaves.supervisor })}</p>}
    </Notice>
  );
}
