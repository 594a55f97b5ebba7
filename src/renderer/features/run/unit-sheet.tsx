import { Columns3 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { stepPath } from '../../app/routes.ts';
import { useQuery } from '../../app/use-query.ts';
import { buttonClass } from '../../components/button.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { entityPalette, lookOf } from '../../components/entity-palette.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { unitStateLooks } from '../../components/unit-grid/unit-state-look.ts';
import { unitStateText } from '../../components/unit-grid/unit-grid.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

interface UnitSheetProps {
  readonly projectId: string;
  readonly input: { readonly projectId: string; readonly runId: string; readonly iteration: number };
  readonly unit: {
    readonly annotatorId: string;
    readonly annotator: string;
    readonly documentKey: number;
    readonly document: string;
  } | null;
  readonly onClose: () => void;
}

type Detail = RpcOutput<'run.unit'>;

/** One reading in full: how it ended, what was found, what the annotator answered, word for word. */
export function UnitSheet({ projectId, input, unit, onClose }: UnitSheetProps) {
  const query = useQuery(
    'run.unit',
    unit === null ? null : { ...input, annotatorId: unit.annotatorId, documentKey: unit.documentKey },
  );
  const detail = query.data;
  return (
    <Sheet
      open={unit !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      width="lg"
      title={unit === null ? '' : t('run.unitTitle', { annotator: unit.annotator, document: unit.document })}
      footer={
        unit !== null && (
          <Link
            href={`${stepPath(projectId, 'compare')}/${unit.documentKey}`}
            className={buttonClass('secondary')}
          >
            <Columns3 aria-hidden className="size-4" />
            {t('run.openCompare')}
          </Link>
        )
      }
    >
      {detail === undefined && query.error === undefined && <SkeletonLines lines={6} />}
      {detail === undefined && query.error !== undefined && (
        <ErrorState error={query.error} onRetry={query.refetch} compact />
      )}
      {detail !== undefined && <Body projectId={projectId} detail={detail} />}
    </Sheet>
  );
}

function Body({ projectId, detail }: { readonly projectId: string; readonly detail: Detail }) {
  const schema = useQuery('schema.get', { projectId });
  const palette = entityPalette(schema.data?.types ?? []);
  const look = unitStateLooks[detail.state];
  const unread = detail.state === 'queued' || detail.state === 'running';
  const unknown = Object.entries(detail.unknownTypes);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-2">
        <StatusChip tone={look.tone} icon={look.icon}>
          {unitStateText({
            state: detail.state,
            spans: detail.spans.length,
            unlocated: detail.unlocated.length,
          })}
        </StatusChip>
        <span className="text-text-2">{t(`run.meaning_${detail.state}`)}</span>
      </div>
      {detail.error !== null && (
        <Notice tone="danger" title={detail.error.message}>
          <span className="font-mono text-xs">{detail.error.code}</span>
        </Notice>
      )}
      {unread ? (
        <p className="text-text-2">{t('run.unitNotRead')}</p>
      ) : (
        <>
          <Part title={t('run.unitSpans')}>
            {detail.spans.length === 0 ? (
              <p className="text-text-2">{t('run.unitNoSpans')}</p>
            ) : (
              <ul className="flex flex-wrap gap-2">
                {detail.spans.map((span) => (
                  <li
                    key={`${span.start}-${span.end}-${span.type}`}
                    className="inline-flex max-w-full items-center gap-1.5"
                  >
                    <span className="truncate">{span.text}</span>
                    <EntityTag look={lookOf(palette, span.type)} variant="tag" />
                  </li>
                ))}
              </ul>
            )}
          </Part>
          {detail.unlocated.length > 0 && (
            <Part title={t('run.unitUnlocated')}>
              <ul className="list-inside list-disc">
                {detail.unlocated.map((text, index) => (
                  <li key={index}>{text}</li>
                ))}
              </ul>
            </Part>
          )}
          {unknown.length > 0 && (
            <Part title={t('run.unitUnknown')}>
              <p>{unknown.map(([type, count]) => `${type} (${count})`).join(', ')}</p>
            </Part>
          )}
          <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3">
            <Fact name={t('run.unitTime')}>{formatDuration(detail.durationMs)}</Fact>
            <Fact name={t('run.unitTokens')}>
              {t('run.tokensText', { input: detail.inputTokens, output: detail.outputTokens })}
            </Fact>
            <Fact name={t('run.unitRequests')}>{detail.requests}</Fact>
            <Fact name={t('run.unitModel')}>{detail.servedModel}</Fact>
            <Fact name={t('run.unitMode')}>{detail.mode}</Fact>
            <Fact name={t('run.unitRung')}>{detail.rung}</Fact>
            <Fact name={t('run.unitGuideline')}>
              {t('run.unitGuidelineText', { number: detail.guidelineNumber })}
            </Fact>
            <Fact name={t('run.unitPrompt')}>
              <span className="font-mono text-xs break-all">{detail.promptHash.slice(0, 16)}</span>
            </Fact>
          </dl>
          {detail.raw.map((raw, index) => (
            <Part
              key={index}
              title={
                detail.raw.length === 1 ? t('run.unitAnswer') : t('run.unitAnswers', { number: index + 1 })
              }
            >
              <pre
                tabIndex={0}
                className="max-h-80 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap"
              >
                {raw}
              </pre>
            </Part>
          ))}
        </>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-text-2">{name}</dt>
      <dd className="break-words">{children === '' ? '–' : children}</dd>
    </div>
  );
}
