import { hostOf, isLoopbackUrl } from '#shared/domain/address.ts';
import { useQuery } from '../../app/use-query.ts';

/** True where annotators may use a server at this address: it is on this computer, or the user allowed its host. */
export function useHostLeave(url: string): boolean {
  const leaves = useQuery('hosts.list', {}).data ?? [];
  const host = hostOf(url);
  return isLoopbackUrl(url) || leaves.some((leave) => leave.host === host && leave.purpose === 'annotator');
}
