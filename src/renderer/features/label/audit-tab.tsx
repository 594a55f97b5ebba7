import { useState } from 'react';
import { useQuery } from '../../app/use-query.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Field } from '../../components/field.tsx';
import { Meter } from '../../components/meter.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { Button } from '../../components/button.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { LabelledText } from './labelled-text.tsx';

const sizes = ['20', '30', '50', '100'] as const;

/** A seeded random sample to check by hand, and the accuracy interval that follows from it. */
export function AuditTab({ projectId }: { readonly projectId: string }) {
  const [size, setSize] = useState<(typeof sizes)[number]>('30');
  const [at, setAt] = useState<number | null>(null);
  const query = useQuery('label.audit', { projectId, size: Number(size) }, { keepPrevious: true });
  const data = query.data;
  if (data === undefined) {
    return query.error === undefined ? (
      <SkeletonLines lines={6} />
    ) : (
      <ErrorState error={query.error} compact />
    );
  }
  const key = at === null ? undefined : data.keys[at];
  const share = data.checked === 0 ? 0 : data.correct / data.checked;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4">
      <div className="flex max-w-4xl flex-wrap items-end gap-x-8 gap-y-3">
        <p className="max-w-xl flex-1 basis-80 text-text-2">{t('label.auditHelp')}</p>
        <Field label={t('label.auditSize')}>
          {(ids) => (
            <Select
              id={ids.id}
              value={size}
              options={sizes.map((value) => ({ value, label: value }))}
              onChange={(next) => {
                setSize(next);
                setAt(null);
              }}
            />
          )}
        </Field>
        <Button
          variant={data.checked === 0 ? 'primary' : 'secondary'}
          disabled={data.keys.length === 0}
          onClick={() =>
            setAt(at === null ? Math.min(data.checked, data.keys.length - 1) : (at + 1) % data.keys.length)
          }
        >
          {at === null ? t('label.auditStart') : t('label.auditNext')}
        </Button>
      </div>
      <Meter
        className="max-w-md"
        label={t('label.auditChecked', { checked: data.checked, size: data.keys.length })}
        value={data.checked}
        max={Math.max(1, data.keys.length)}
        text={
          data.checked === 0
            ? t('label.auditNoneYet')
            : data.interval === null
              ? t('label.auditResultShort', { correct: data.correct, checked: data.checked })
              : t('label.auditResult', {
                  correct: data.correct,
                  checked: data.checked,
                  value: formatAgreement(share),
                  low: formatAgreement(data.interval[0]),
                  high: formatAgreement(data.interval[1]),
                })
        }
        tone="accent"
      />
      {key !== undefined && (
        <div className="-mx-6 flex min-h-0 flex-1 flex-col border-t border-line">
          <p className="border-b border-line bg-panel px-4 py-1.5 text-xs text-text-2">
            {t('label.auditRight')}
          </p>
          <LabelledText
            projectId={projectId}
            documentKey={key}
            onStep={(step) => setAt((old) => ((old ?? 0) + step + data.keys.length) % data.keys.length)}
          />
        </div>
      )}
    </div>
  );
}
