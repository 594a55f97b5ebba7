import { Download, FolderOpen } from 'lucide-react';
import { z } from 'zod';
import type { Job } from '#shared/rpc/corpus.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Progress } from '../../components/progress.tsx';
import { t } from '../../i18n/t.ts';

/** The export while it is written, and the way to it afterwards. */
export function ExportProgress({ job, path }: { readonly job: Job; readonly path: string }) {
  const { api } = useServices();
  const cancel = useAction(async () => {
    await api.call('jobs.cancel', { jobId: job.jobId });
  });
  const reveal = useAction(async () => {
    // One place is enough in a file manager; a browser has to fetch every part of a split, and what lies beside.
    const parts = api.host === 'desktop' ? [path] : [...pathsOf(job, path), ...outcomeOf(job).beside];
    for (const part of parts) await api.reveal(part);
  });
  if (job.state === 'running') {
    return (
      <Panel>
        <div className="flex items-center gap-4">
          <Progress
            className="flex-1"
            fraction={job.fraction}
            label={t('export.writing')}
            detail={job.detail}
          />
          <Button size="sm" busy={cancel.busy} onClick={() => void cancel.run()}>
            {t('export.cancel')}
          </Button>
        </div>
      </Panel>
    );
  }
  if (job.state === 'failed') {
    return (
      <Notice tone="danger" title={t('export.failed')}>
        {job.error?.message} {job.error?.action}
      </Notice>
    );
  }
  if (job.state === 'cancelled') return null;
  const desktop = api.host === 'desktop';
  const outcome = outcomeOf(job);
  return (
    <Notice
      tone={outcome.notBack.length > 0 ? 'warning' : 'success'}
      title={t('export.doneTitle')}
      action={
        <Button
          size="sm"
          icon={desktop ? FolderOpen : Download}
          busy={reveal.busy}
          onClick={() => void reveal.run()}
        >
          {desktop ? t('export.reveal') : t('export.downloadFile')}
        </Button>
      }
    >
      {t('export.done', {
        path: pathsOf(job, path)
          .map((part) => (desktop ? part : fileName(part)))
          .join(', '),
      })}
      {outcome.lossSummary !== '' && (
        <p className="mt-1">
          {t('export.doneLosses', { losses: outcome.lossSummary })}{' '}
          {t('export.doneLossList', { path: outcome.lossLists.map(fileName).join(', ') })}
        </p>
      )}
      <p className="mt-1">
        {outcome.notBack.length > 0
          ? t('export.notBack', { documents: outcome.notBack.slice(0, 5).join(', ') })
          : outcome.lossSummary === ''
            ? t('export.cameBack')
            : t('export.cameBackButLosses')}
      </p>
    </Notice>
  );
}

const exportResult = z.object({ paths: z.array(z.string()).min(1) });
const exportOutcome = z.object({
  lossSummary: z.string(),
  lossLists: z.array(z.string()),
  notBack: z.array(z.string()),
  beside: z.array(z.string()),
});

/** What was lost, where that is listed, and which documents did not come back as they were written. */
function outcomeOf(job: Job): z.infer<typeof exportOutcome> {
  const parsed = exportOutcome.safeParse(job.result);
  return parsed.success ? parsed.data : { lossSummary: '', lossLists: [], notBack: [], beside: [] };
}

/** Where the export was written: several files where it was split. */
function pathsOf(job: Job, path: string): readonly string[] {
  const parsed = exportResult.safeParse(job.result);
  return parsed.success ? parsed.data.paths : [path];
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
