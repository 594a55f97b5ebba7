import { AppError } from '#shared/errors.ts';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import type { ExportOptions } from '#shared/rpc/labelling.ts';
import { useQuery } from '../../app/use-query.ts';
import { Link } from 'wouter';
import { stepPath } from '../../app/routes.ts';
import { buttonClass } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';

interface ExportPreviewProps {
  readonly projectId: string;
  /** Null while the form holds something impossible. */
  readonly options: ExportOptions | null;
}

/** First records as they will be written, and everything the format cannot hold. */
export function ExportPreview({ projectId, options }: ExportPreviewProps) {
  const query = useQuery('export.preview', options === null ? null : { projectId, options }, {
    keepPrevious: true,
  });
  const data = query.data;
  if (query.error instanceof AppError && query.error.code === 'NO_DOCUMENTS') {
    return (
      <Notice
        tone="info"
        title={t('export.nothingTitle')}
        action={
          <Link href={stepPath(projectId, 'label')} className={buttonClass('secondary', 'sm')}>
            {t('export.toLabel')}
          </Link>
        }
      >
        {t('export.nothingText')}
      </Notice>
    );
  }
  if (query.error !== undefined) return <ErrorState error={query.error} onRetry={query.refetch} compact />;
  if (data === undefined) return <SkeletonLines lines={8} />;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {data.lossCount === 0 ? (
        <Notice tone="success">
          {data.complete ? t('export.lossesNone') : t('export.lossesNoneSoFar', { count: data.documents })}
        </Notice>
      ) : (
        <Notice tone="warning" title={t('export.losses', { count: data.lossCount })}>
          <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4">
            {data.lossWords.map((reason) => (
              <li key={reason} dir="auto">
                {reason}
              </li>
            ))}
          </ul>
          {!data.complete && <p className="mt-1">{t('export.lossesSoFar', { count: data.documents })}</p>}
          {data.losses.length > 0 && <LostSpans losses={data.losses} />}
          <p className="mt-1 text-xs">{t('export.lossesListed')}</p>
        </Notice>
      )}
      <Panel
        title={t('export.preview')}
        description={t('export.previewCount', {
          documents: t('common.documents', { count: data.documents }),
          count: data.spans,
        })}
      >
        <pre
          tabIndex={0}
          role="region"
          aria-label={t('export.previewSample')}
          className="max-h-[55vh] overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap"
        >
          {data.sample}
        </pre>
      </Panel>
    </div>
  );
}

type Preview = RpcOutput<'export.preview'>;

function LostSpans({ losses }: Pick<Preview, 'losses'>) {
  return (
    <div
      className="mt-2 max-h-60 overflow-auto"
      tabIndex={0}
      role="region"
      aria-label={t('export.lostSpans')}
    >
      <table className="w-full text-xs">
        <thead>
          <tr className="text-left">
            <th scope="col" className="py-1 pr-3 font-medium">
              {t('export.lossText')}
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              {t('export.lossWhat')}
            </th>
            <th scope="col" className="py-1 font-medium">
              {t('export.lossDocument')}
            </th>
          </tr>
        </thead>
        <tbody>
          {losses.map((loss, index) => (
            <tr key={index} className="border-t border-line align-top">
              <td className="py-1 pr-3 break-words" dir="auto">
                {loss.text}
              </td>
              <td className="py-1 pr-3">{loss.what}</td>
              <td className="py-1 whitespace-nowrap">{loss.documentId}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
