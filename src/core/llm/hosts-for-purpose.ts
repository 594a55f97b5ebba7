import { hostPurposes, type HostConsent, type HostPurpose } from '#shared/domain/host-consent.ts';
import type { LlmPurpose } from './llm-client.ts';

export type HostLeave = Pick<HostConsent, 'host' | 'purpose'>;

/** Hosts that a call of this purpose may reach, out of those the user allowed. */
export function hostsForPurpose(leaves: readonly HostLeave[], purpose: LlmPurpose): string[] {
  const enough = leaveFor(purpose);
  return leaves.filter((leave) => enough.includes(leave.purpose)).map((leave) => leave.host);
}

/** Calls without document text (probes, lists, downloads) may go wherever any work may go. */
function leaveFor(purpose: LlmPurpose): readonly HostPurpose[] {
  switch (purpose) {
    case 'annotate':
    case 'embed':
      return ['annotator'];
    case 'supervise':
      return ['supervisor'];
    case 'probe':
    case 'manage':
      return hostPurposes;
  }
}
