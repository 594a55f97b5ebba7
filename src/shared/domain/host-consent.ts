import { z } from 'zod';

/**
 * What a host may be used for. Annotators get whole documents; a supervisor gets stretches around disagreements, which
 * the user can look through first. Leave for one is no leave for the other.
 */
export const hostPurposes = ['annotator', 'supervisor'] as const;
export const hostPurposeSchema = z.enum(hostPurposes);
export type HostPurpose = z.infer<typeof hostPurposeSchema>;

/** A host the user allowed on this computer. */
export const hostConsentSchema = z.object({
  /** `host:port`. */
  host: z.string(),
  purpose: hostPurposeSchema,
  /** ISO time. */
  at: z.string(),
});
export type HostConsent = z.infer<typeof hostConsentSchema>;
