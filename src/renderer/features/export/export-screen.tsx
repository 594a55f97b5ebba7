import { Download, PackageOpen } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ExportOptions } from '#shared/rpc/labelling.ts';
import type { ProjectOverview } from '#shared/rpc/projects.ts';
import type { ProjectScreenProps } from '../../app/project-screen-props.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useJob } from '../../app/use-job.ts';
import { useOverview } from '../../app/use-overview.ts';
import { useQuery } from '../../app/use-query.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { ExportForm } from './export-form.tsx';
import { ExportPreview } from './export-preview.tsx';
import { ExportProgress } from './export-progress.tsx';
import { splitOf, startSplit, sumOfSplit, type SplitDraft } from './split-draft.ts';

/** Format, labels and split; what the file will hold and what it cannot; then the file. */
export function ExportScreen({ projectId }: ProjectScreenProps) {
  const { api, jobs } = useServices();
  const overview = useOverview(projectId);
  const formats = useQuery('export.formats', {});
  const [format, setFormat] = useState('jsonl');
  const [picked, setWhat] = useState<string | null>(null);
  const what = picked ?? defaultSource(overview.data?.counts, overview.data?.run != null);
  const [unit, setUnit] = useState('default');
  const [split, setSplit] = useState<SplitDraft>(startSplit);
  const [written, setWritten] = useState<{ readonly jobId: string; readonly path: string } | null>(null);
  const job = useJob(written?.jobId ?? null);
  const chosen = formats.data?.find((candidate) => candidate.id === format);
  const choosesUnit = chosen?.choosesUnit === true;
  const options: ExportOptions = useMemo(
    () => ({
      format,
      what,
      split: splitOf(split),
      seed: split.seed,
      ...(unit === 'default' || !choosesUnit ? {} : { offsetUnit: unit }),
    }),
    [format, what, split, unit, choosesUnit],
  );
  const sumRight = !split.on || sumOfSplit(split) === 100;
  const [replacing, setReplacing] = useState<ExportRequest | null>(null);
  const start = useAction(async (request: ExportRequest, overwrite: boolean) => {
    const started = await api.call('export.write', { projectId, ...request, overwrite });
    jobs.getState().putJob(started);
    setWritten({ jobId: started.jobId, path: request.path });
  });
  const write = useAction(async () => {
    const name = overview.data?.summary.name ?? 'export';
    const extension = chosen?.layout === 'folder' ? '' : (chosen?.extension ?? 'jsonl');
    const path = await api.pickSavePath(fileNameOf(name, what, extension, split.on));
    if (path === null) return;
    const { replaces } = await api.call('export.target', { projectId, options, path });
    // The save dialog has asked about the one file it saw; folders and the parts of a split it knows nothing of.
    const isAsked = api.host === 'desktop' && chosen?.layout === 'file' && options.split === null;
    if (replaces && !isAsked) setReplacing({ path, options });
    else await start.run({ path, options }, replaces);
  });
  if (formats.data === undefined || overview.data === undefined) {
    const error = formats.error ?? overview.error;
    return (
      <Page>
        {error === undefined ? (
          <SkeletonLines lines={8} />
        ) : (
          <ErrorState error={error} onRetry={formats.refetch} />
        )}
      </Page>
    );
  }
  if (overview.data.counts.documents === 0) {
    return (
      <EmptyState
        level={1}
        icon={PackageOpen}
        title={t('export.emptyTitle')}
        actions={
          <Link href={stepPath(projectId, 'corpus')} className={buttonClass('primary')}>
            {t('export.toCorpus')}
          </Link>
        }
      >
        {t('export.emptyText')}
      </EmptyState>
    );
  }
  return (
    <Page>
      <PageHeader
        title={t('export.title')}
        description={t('export.description')}
        actions={
          <Button
            variant="primary"
            icon={Download}
            busy={write.busy || start.busy || job?.state === 'running'}
            disabled={!sumRight}
            onClick={() => void write.run()}
          >
            {t('export.write')}
          </Button>
        }
      />
      <AlertDialog
        open={replacing !== null}
        onOpenChange={(open) => {
          if (!open) setReplacing(null);
        }}
        title={t('export.replaceTitle')}
        confirm={t('export.replace')}
        onConfirm={() => {
          if (replacing !== null) void start.run(replacing, true);
        }}
      >
        {t('export.replaceText', { path: replacing?.path ?? '' })}
      </AlertDialog>
      {written !== null && job !== null && <ExportProgress job={job} path={written.path} />}
      <div className="grid items-start gap-5 lg:grid-cols-[340px_minmax(0,1fr)]">
        <ExportForm
          projectId={projectId}
          formats={formats.data}
          format={format}
          onFormat={setFormat}
          what={what}
          onWhat={setWhat}
          unit={unit}
          onUnit={setUnit}
          split={split}
          onSplit={setSplit}
        />
        <ExportPreview projectId={projectId} options={sumRight ? options : null} />
      </div>
    </Page>
  );
}

/** What the user came for: the final labels, which the screen asks for after a run; before one, what was imported. */
function defaultSource(counts: ProjectOverview['counts'] | undefined, hasRun: boolean): string {
  if (counts === undefined || hasRun || counts.labelledDocuments > 0) return 'final';
  return counts.goldDocuments > 0 ? 'gold' : 'pre';
}

interface ExportRequest {
  readonly path: string;
  readonly options: ExportOptions;
}

/** A file name from the project's: letters and digits, dashes between; folders have no extension. */
function fileNameOf(project: string, what: string, extension: string, split: boolean): string {
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '');
  const name = [slug(project), slug(what), ...(split ? ['split'] : [])]
    .filter((part) => part !== '')
    .join('-');
  return extension === '' ? name : `${name}.${extension.replace(/^\./, '')}`;
}
