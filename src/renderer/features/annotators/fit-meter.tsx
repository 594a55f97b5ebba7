import type { InstalledModel } from '#shared/rpc/setup.ts';
import { Meter } from '../../components/meter.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatMemory } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

type Memory = NonNullable<InstalledModel['memory']>;

/** Below this share in GPU memory a model is much slower than it could be. */
const enoughGpuShare = 0.95;
const tones = { fits: 'success', split: 'warning', 'too-large': 'danger' } as const;
const words = {
  fits: 'annotators.fits',
  split: 'annotators.split',
  'too-large': 'annotators.tooLarge',
} as const;

/** Memory a model needs against what is free, in numbers and with the verdict in words. */
export function FitMeter({ memory }: { readonly memory: Memory }) {
  return (
    <div>
      <Meter
        label={
          <span className="flex items-center gap-1.5">
            <StatusChip tone={tones[memory.verdict]}>{t(words[memory.verdict])}</StatusChip>
            {memory.measured ? t('annotators.measured') : t('annotators.estimated')}
          </span>
        }
        value={memory.needBytes}
        max={Math.max(memory.freeBytes, memory.needBytes)}
        text={t('annotators.fitNumbers', {
          need: formatMemory(memory.needBytes),
          free: formatMemory(memory.freeBytes),
        })}
        tone={tones[memory.verdict]}
      />
      {memory.gpuShare !== null && memory.gpuShare < enoughGpuShare && (
        <p className="mt-1 text-xs text-warning">
          {memory.gpuShare === 0
            ? t('annotators.gpuNone')
            : t('annotators.gpuPartly', { n: Math.round(memory.gpuShare * 100) })}
        </p>
      )}
      {memory.verdict !== 'fits' && <p className="mt-1 text-xs text-text-2">{memory.explanation}</p>}
    </div>
  );
}
