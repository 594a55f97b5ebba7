import { Search } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from '../../app/use-query.ts';
import { usePalette } from '../../app/use-palette.ts';
import { Button } from '../../components/button.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf } from '../../components/entity-palette.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { Link } from 'wouter';
import { documentPath } from '../../app/routes.ts';

/** Repeated texts that are marked differently in different places. */
export function InconsistentTab({ projectId }: { readonly projectId: string }) {
  const palette = usePalette(projectId);
  const query = useQuery('label.inconsistent', { projectId });
  const [text, setText] = useState<string | null>(null);
  if (query.data === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={6} />
    ) : (
      <ErrorState error={query.error} compact />
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-6">
      <p className="mb-3 text-text-2">
        {query.data.length === 0 ? t('label.inconsistentNone') : t('label.inconsistentHelp')}
      </p>
      {query.data.length > 0 && (
        <ul className="flex max-w-4xl flex-col divide-y divide-line rounded-panel border border-line bg-panel">
          {query.data.map((item) => (
            <li key={item.text} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="min-w-40 flex-1 font-medium break-words" dir="auto">
                {item.text}
              </span>
              <span className="flex flex-wrap items-center gap-3">
                {item.readings.map((reading) => (
                  <span key={reading.label} className="inline-flex items-center gap-1.5">
                    {palette.has(reading.label) ? (
                      <EntityTag look={lookOf(palette, reading.label)} variant="tag" />
                    ) : (
                      <span className="text-text-2 italic">{t('label.nothing')}</span>
                    )}
                    <span className="text-text-2">{formatNumber(reading.count)}</span>
                  </span>
                ))}
              </span>
              <Button size="sm" variant="ghost" icon={Search} onClick={() => setText(item.text)}>
                {t('label.find')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Occurrences projectId={projectId} text={text} onClose={() => setText(null)} />
    </div>
  );
}

function Occurrences({
  projectId,
  text,
  onClose,
}: {
  readonly projectId: string;
  readonly text: string | null;
  readonly onClose: () => void;
}) {
  const query = useQuery('corpus.find', text === null ? null : { projectId, text, limit: 100 });
  return (
    <Sheet
      open={text !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('label.occurrences', { text: text ?? '' })}
    >
      {query.data === undefined && query.error === undefined && <SkeletonLines lines={6} />}
      {query.error !== undefined && <ErrorState error={query.error} compact />}
      <ul className="flex flex-col divide-y divide-line">
        {(query.data ?? []).map((place) => (
          <li key={`${place.key}-${place.start}`} className="py-2">
            <p dir="auto">
              <span className="text-text-2">…{place.before}</span>
              <strong className="font-semibold">{place.match}</strong>
              <span className="text-text-2">{place.after}…</span>
            </p>
            <Link
              href={documentPath(projectId, place.key)}
              className="text-xs text-accent underline-offset-2 hover:underline"
            >
              {place.id}
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
