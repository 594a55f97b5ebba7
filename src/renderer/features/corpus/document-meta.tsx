import { t } from '../../i18n/t.ts';

/** Metadata that came with a document, as imported. */
export function DocumentMeta({ meta }: { readonly meta: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(meta);
  if (entries.length === 0) return null;
  return (
    <section aria-label={t('corpus.meta')}>
      <h2 className="mb-1 text-xs font-medium text-text-2">{t('corpus.meta')}</h2>
      <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 text-sm">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-text-2">{name}</dt>
            <dd className="min-w-0 break-words">
              {typeof value === 'string' ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
