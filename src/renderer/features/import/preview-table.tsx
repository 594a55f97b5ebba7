import { clsx } from 'clsx';
import { FileQuestion } from 'lucide-react';
import { useMemo } from 'react';
import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { useQuery } from '../../app/use-query.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { entityPalette } from '../../components/entity-palette.ts';
import { MarkedText } from '../../components/marked-text.tsx';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';

interface PreviewTableProps {
  readonly projectId: string;
  readonly preview: ImportPreview;
  readonly pending: boolean;
}

const excerptLength = 600;

/** The first rows of the user's own files with their spans coloured, as they will look. */
export function PreviewTable({ projectId, preview, pending }: PreviewTableProps) {
  const schema = useQuery('schema.get', { projectId }).data;
  const palette = useMemo(() => {
    const types = schema?.types ?? [];
    const fresh = Object.keys(preview.typeCounts).filter((name) => !types.some((type) => type.name === name));
    return entityPalette([...types, ...fresh.map((name) => ({ name }))]);
  }, [preview.typeCounts, schema]);
  return (
    <Panel
      flush
      title={t('import.previewTitle')}
      description={t('import.previewText', { count: preview.documents.length })}
    >
      {preview.documents.length === 0 ? (
        <EmptyState icon={FileQuestion} title={t('import.previewTitle')}>
          {t('import.previewEmpty')}
        </EmptyState>
      ) : (
        <div
          role="group"
          aria-label={t('import.previewTitle')}
          tabIndex={0}
          aria-busy={pending}
          className={clsx(
            'ring-inset-focus max-h-[28rem] overflow-auto border-t border-line',
            pending && 'opacity-60',
          )}
        >
          <ol>
            {preview.documents.map((document) => (
              <li
                key={document.id}
                className="grid grid-cols-[8rem_1fr] gap-4 border-b border-line px-4 py-2.5 last:border-0"
              >
                <span className="truncate text-xs leading-6 text-text-2" title={document.id}>
                  {document.id}
                  {!document.annotated && <span className="block truncate">{t('import.notAnnotated')}</span>}
                </span>
                <MarkedText
                  className="min-w-0 text-base leading-7 break-words whitespace-pre-wrap"
                  text={document.text.slice(0, excerptLength)}
                  spans={document.spans}
                  palette={palette}
                />
              </li>
            ))}
          </ol>
        </div>
      )}
    </Panel>
  );
}
