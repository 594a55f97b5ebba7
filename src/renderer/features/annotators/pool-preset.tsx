import { Check, Download } from 'lucide-react';
import type { z } from 'zod';
import type { poolPresetSchema } from '#shared/rpc/setup.ts';
import { Button } from '../../components/button.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

interface PoolPresetProps {
  readonly preset: z.infer<typeof poolPresetSchema>;
  readonly installed: ReadonlySet<string>;
  readonly memoryBytes: number | null;
  readonly busy: boolean;
  readonly onPull: (models: readonly string[]) => void;
}

/** Memory is sold as 16 GB and reported as 15.6: what is missing up to this share does not count. */
const reported = 0.92;

export function PoolPreset({ preset, installed, memoryBytes, busy, onPull }: PoolPresetProps) {
  const missing = preset.models.filter((model) => !installed.has(model.model));
  const size = missing.reduce((sum, model) => sum + model.downloadGb, 0);
  const fits = memoryBytes === null ? null : memoryBytes / 1024 ** 3 >= preset.ramGb * reported;
  return (
    <article className="flex min-w-0 flex-1 flex-col gap-3 rounded-panel border border-line bg-panel p-4">
      <header>
        <h3 className="font-semibold">{preset.label}</h3>
        {fits !== null && (
          <StatusChip tone={fits ? 'success' : 'warning'} className="mt-1">
            {fits ? t('annotators.poolYours') : t('annotators.poolTooBig')}
          </StatusChip>
        )}
      </header>
      <ul className="flex flex-col">
        {preset.models.map((model) => (
          <li key={model.model} className="flex items-center gap-2 border-b border-line py-1.5 last:border-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{model.model}</span>
              <span className="block text-xs text-text-2">{model.maker}</span>
            </span>
            {installed.has(model.model) ? (
              <span className="flex items-center gap-1 text-xs text-success">
                <Check aria-hidden className="size-3.5" />
                {t('annotators.installed')}
              </span>
            ) : (
              <span className="text-xs text-text-2">{formatNumber(model.downloadGb)} GB</span>
            )}
          </li>
        ))}
      </ul>
      <Button
        className="mt-auto self-start"
        size="sm"
        icon={missing.length === 0 ? Check : Download}
        disabled={missing.length === 0}
        busy={busy}
        onClick={() => onPull(missing.map((model) => model.model))}
      >
        {missing.length === 0
          ? t('annotators.allInstalled')
          : t('annotators.downloadAll', { count: missing.length, size: `${formatNumber(size)} GB` })}
      </Button>
    </article>
  );
}
