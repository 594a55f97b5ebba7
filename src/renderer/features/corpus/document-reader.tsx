import { ArrowLeft, ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { documentPath, stepPath } from '../../app/routes.ts';
import { usePalette } from '../../app/use-palette.ts';
import { useQuery } from '../../app/use-query.ts';
import { useChord, useShortcut } from '../../app/use-shortcut.ts';
import { buttonClass, IconButton } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { MarkedText } from '../../components/marked-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { DocumentMeta } from './document-meta.tsx';

interface DocumentReaderProps {
  readonly projectId: string;
  readonly documentKey: number;
  /** Place in the list, for next and previous; null when opened by a link. */
  readonly index: number | null;
}

type Layer = 'gold' | 'pre' | 'none';

export function DocumentReader({ projectId, documentKey, index }: DocumentReaderProps) {
  const { data, error, refetch } = useQuery(
    'corpus.get',
    { projectId, key: documentKey },
    { keepPrevious: true },
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex min-h-12 flex-wrap items-center gap-3 border-b border-line bg-panel px-4 py-2">
        <Link href={stepPath(projectId, 'corpus')} className={buttonClass('ghost', 'sm')}>
          <ArrowLeft aria-hidden className="size-4" />
          {t('corpus.back')}
        </Link>
        <h1 className="min-w-0 flex-1 truncate font-medium">{data?.id ?? ' '}</h1>
        {index !== null && <Neighbours projectId={projectId} index={index} />}
      </header>
      {error !== undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <SkeletonLines lines={6} className="mx-auto w-full max-w-3xl p-10" />
      ) : (
        <ReaderBody projectId={projectId} document={data} />
      )}
    </div>
  );
}

function Neighbours({ projectId, index }: { readonly projectId: string; readonly index: number }) {
  const [, navigate] = useLocation();
  const offset = Math.max(0, index - 1);
  const { data } = useQuery('corpus.list', { projectId, offset, limit: 3 }, { keepPrevious: true });
  const before = index > 0 ? data?.rows[0] : undefined;
  const after = data?.rows[index > 0 ? 2 : 1];
  const go = (row: typeof after, place: number) => {
    if (row !== undefined) navigate(`${documentPath(projectId, row.key)}/${place}`);
  };
  useShortcut('previous-document', () => go(before, index - 1), before !== undefined);
  useShortcut('next-document', () => go(after, index + 1), after !== undefined);
  return (
    <div className="flex items-center gap-1">
      <span className="mr-2 text-xs text-text-2">
        {data && t('corpus.position', { n: index + 1, total: data.total })}
      </span>
      <IconButton
        icon={ChevronUp}
        size="sm"
        label={t('corpus.previous')}
        chord={useChord('previous-document')}
        disabled={before === undefined}
        onClick={() => go(before, index - 1)}
      />
      <IconButton
        icon={ChevronDown}
        size="sm"
        label={t('corpus.nextDoc')}
        chord={useChord('next-document')}
        disabled={after === undefined}
        onClick={() => go(after, index + 1)}
      />
    </div>
  );
}

function ReaderBody(props: { readonly projectId: string; readonly document: RpcOutput<'corpus.get'> }) {
  const { document } = props;
  const palette = usePalette(props.projectId);
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => pane.current?.focus(), [document.key]);
  const [wish, setWish] = useState<Layer>('gold');
  const layer = wish === 'gold' && document.gold === null && document.pre.length > 0 ? 'pre' : wish;
  const spans = { gold: document.gold ?? [], pre: document.pre, none: [] }[layer];
  return (
    <div
      ref={pane}
      role="region"
      tabIndex={0}
      data-scope="text"
      aria-label={document.id}
      className="ring-inset-focus min-h-0 flex-1 overflow-auto"
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-4 px-6 py-5">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            size="sm"
            label={t('corpus.layer')}
            value={layer}
            onChange={setWish}
            options={[
              { value: 'gold', label: t('corpus.layerGold') },
              { value: 'pre', label: t('corpus.layerPre') },
              { value: 'none', label: t('corpus.layerNone') },
            ]}
          />
          <span className="text-xs text-text-2">
            {layer === 'gold' && document.gold === null
              ? t('corpus.noGold')
              : layer !== 'none' && t('corpus.spans', { count: spans.length })}
          </span>
        </div>
        {document.reconstructed && <Notice tone="info">{t('corpus.reconstructed')}</Notice>}
        <article className="rounded-panel border border-line bg-panel px-8 py-6">
          <MarkedText text={document.text} spans={spans} palette={palette} className="document-text block" />
        </article>
        <DocumentMeta meta={document.meta} />
      </div>
    </div>
  );
}
