import {
  Check,
  CircleDashed,
  CircleSlash,
  CircleX,
  LoaderCircle,
  MapPinOff,
  Minus,
  Scissors,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import type { UnitState } from '#shared/domain/annotator.ts';
import type { Tone } from '../status-chip.tsx';

export interface UnitStateLook {
  readonly icon: LucideIcon;
  readonly tone: Tone;
  /** Text colour class of the icon. */
  readonly ink: string;
}

/** Icon and tone of each way a unit can be; the word comes from the catalogue (`run.state_…`). */
export const unitStateLooks: Readonly<Record<UnitState, UnitStateLook>> = {
  ok: { icon: Check, tone: 'success', ink: 'text-success' },
  repaired: { icon: Wrench, tone: 'success', ink: 'text-success' },
  empty: { icon: Minus, tone: 'neutral', ink: 'text-text-2' },
  unlocated: { icon: MapPinOff, tone: 'warning', ink: 'text-warning' },
  truncated: { icon: Scissors, tone: 'danger', ink: 'text-danger' },
  failed: { icon: CircleX, tone: 'danger', ink: 'text-danger' },
  skipped: { icon: CircleSlash, tone: 'neutral', ink: 'text-text-3' },
  queued: { icon: CircleDashed, tone: 'neutral', ink: 'text-text-3' },
  running: { icon: LoaderCircle, tone: 'busy', ink: 'text-accent animate-spin' },
};
