import type { ImportPreview } from '#shared/rpc/corpus.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** The last bin has no upper bound in practice. */
const unlimited = 100_000_000;

/** Documents by length as horizontal bars with their numbers. */
export function LengthHistogram({ lengths }: { readonly lengths: ImportPreview['lengths'] }) {
  const most = Math.max(1, ...lengths.map((bin) => bin.documents));
  return (
    <ul className="flex flex-col gap-1">
      {lengths.map((bin) => (
        <li
          key={bin.upTo}
          aria-label={t('import.lengthsBar', { count: bin.documents, tokens: bin.upTo })}
          className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-3 text-xs"
        >
          <span aria-hidden className="text-right text-text-2">
            {bin.upTo >= unlimited ? t('import.longer') : t('import.upTo', { n: bin.upTo })}
          </span>
          <span aria-hidden className="h-4 rounded-sm bg-sunken">
            <span
              className="block h-full rounded-sm bg-accent"
              style={{ width: `${(bin.documents / most) * 100}%` }}
            />
          </span>
          <span aria-hidden>{formatNumber(bin.documents)}</span>
        </li>
      ))}
    </ul>
  );
}
