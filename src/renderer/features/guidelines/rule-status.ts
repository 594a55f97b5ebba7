import type { Rule } from '#shared/domain/guideline.ts';
import type { Tone } from '../../components/status-chip.tsx';

export const statusTones: Readonly<Record<Rule['status'], Tone>> = {
  proposed: 'accent',
  accepted: 'success',
  edited: 'info',
  rejected: 'neutral',
};
