import { allowedHostOf, isLoopbackUrl } from '#shared/domain/address.ts';
import type { HostConsent, HostPurpose } from '#shared/domain/host-consent.ts';
import { AppError } from '#shared/errors.ts';
import { hostsForPurpose, type HostLeave } from '#core/llm/hosts-for-purpose.ts';
import type { LlmPurpose } from '#core/llm/llm-client.ts';
import { isAllowedUrl } from '#core/llm/transport.ts';
import { allowHost, forgetHost, listConsents } from '#core/store/consent-table.ts';
import type { Database } from '#core/store/open-store.ts';

/** Which hosts beyond this computer may be reached, and for what: the user's word on this computer, never a project's. */
export interface Consents {
  list(): HostConsent[];
  /** @param host `host:port`, a host name (any port), or an address @throws {AppError} INVALID_ARGUMENT */
  allow(host: string, purpose: HostPurpose): void;
  forget(host: string, purpose: HostPurpose): void;
  /** What the transport may reach for calls of this purpose. */
  hostsFor(purpose: LlmPurpose): string[];
  /** Whether an address may be used so; this computer always may. */
  isAllowed(address: string, purpose: HostPurpose): boolean;
}

/** @param named hosts that the command line of this process names; they last as long as the process */
export function createConsents(
  app: Database,
  named: readonly HostLeave[],
  deps: { readonly now: () => string; readonly changed: () => void },
): Consents {
  const leaves = (): HostLeave[] => [...named, ...listConsents(app)];
  return {
    list: () => listConsents(app),
    allow(host, purpose) {
      const wanted = allowedHostOf(host);
      if (wanted === null) {
        throw new AppError('INVALID_ARGUMENT', `"${host}" is not a host.`, {
          action: 'Give a host with its port, for example llm.example.org:443.',
        });
      }
      allowHost(app, wanted, purpose, deps.now());
      deps.changed();
    },
    forget(host, purpose) {
      forgetHost(app, allowedHostOf(host) ?? host, purpose);
      deps.changed();
    },
    hostsFor: (purpose) => hostsForPurpose(leaves(), purpose),
    isAllowed: (address, purpose) => isReachable(address, purpose, leaves()),
  };
}

function isReachable(address: string, purpose: HostPurpose, leaves: readonly HostLeave[]): boolean {
  if (isLoopbackUrl(address)) return true;
  const url = URL.parse(address);
  const hosts = leaves.filter((leave) => leave.purpose === purpose).map((leave) => leave.host);
  return url !== null && isAllowedUrl(url, hosts);
}
