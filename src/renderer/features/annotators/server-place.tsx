import { isLoopbackUrl } from '#shared/domain/address.ts';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';

/** Whether documents stay on this computer with a server at this address. */
export function ServerPlace({ url }: { readonly url: string }) {
  return isLoopbackUrl(url) ? (
    <StatusChip tone="success">{t('annotators.onThisComputer')}</StatusChip>
  ) : (
    <StatusChip tone="warning">{t('annotators.leavesComputer')}</StatusChip>
  );
}
