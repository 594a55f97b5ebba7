import { useQuery } from '../../app/use-query.ts';
import { Meter } from '../../components/meter.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** Tokens of the guideline text against the smallest context of the pool. */
export function SizeMeter({ projectId }: { readonly projectId: string }) {
  const { data } = useQuery('guidelines.size', { projectId });
  if (data === undefined) return null;
  const context = data.smallestContext;
  const share = context === null ? 0 : data.tokens / context;
  const tone = share > 0.75 ? 'danger' : share > 0.5 ? 'warning' : 'neutral';
  return (
    <div className="max-w-md">
      {context === null ? (
        <p className="text-xs text-text-2">{t('guidelines.sizeUnknown', { tokens: data.tokens })}</p>
      ) : (
        <Meter
          label={t('guidelines.size')}
          value={data.tokens}
          max={context}
          text={t('guidelines.sizeText', {
            tokens: formatNumber(data.tokens),
            context: formatNumber(context),
          })}
          tone={tone}
        />
      )}
      {share > 0.5 && <p className="mt-1 text-xs text-warning">{t('guidelines.sizeWarning')}</p>}
    </div>
  );
}
