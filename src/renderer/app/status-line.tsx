import { Check, LoaderCircle } from 'lucide-react';
import { useStore } from 'zustand';
import type { Health } from '#shared/rpc/system.ts';
import { formatMemory, formatUsd } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { useServices } from './services.ts';
import { useHealth } from './use-health.ts';
import { useOverview } from './use-overview.ts';

/** The truth about saving, Ollama and money. */
export function StatusLine({ projectId }: { readonly projectId: string | null }) {
  const { saving } = useServices();
  const pending = useStore(saving, (state) => state.pending);
  const overview = useOverview(projectId).data;
  const health = useHealth().data;
  return (
    <footer
      aria-label={t('app.statusLine')}
      className="flex h-7 shrink-0 items-center justify-between gap-6 border-t border-line bg-panel px-4 text-xs whitespace-nowrap text-text-2"
    >
      <span className="flex min-w-36 items-center max-md:min-w-0 gap-1.5">
        {pending > 0 ? (
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
        ) : (
          <Check aria-hidden className="size-3.5 text-success" />
        )}
        {pending > 0 ? t('app.saving') : t('app.saved')}
        {overview && overview.undoableChanges > 0 && (
          <span className="max-md:hidden">· {t('app.undoable', { count: overview.undoableChanges })}</span>
        )}
      </span>
      <span className="min-w-0 truncate">{health ? ollamaWords(health) : ''}</span>
      <span className="shrink-0">
        {overview?.run ? moneyWords(overview.run.costUsd, overview.run.costCapUsd) : ''}
      </span>
    </footer>
  );
}

function ollamaWords(health: Health): string {
  const { ollama, memory, loadedModels } = health;
  const used = t('app.memoryUse', {
    used: formatMemory(memory.totalBytes - memory.freeBytes),
    total: formatMemory(memory.totalBytes),
  });
  switch (ollama.state) {
    case 'running': {
      const parts = [t('app.ollamaRunning', { version: ollama.version ?? '' }).trim()];
      if (loadedModels.length > 0) parts.push(t('app.ollamaLoaded', { count: loadedModels.length }));
      return [...parts, used].join(' · ');
    }
    case 'absent':
      return `${t('app.ollamaAbsent')} · ${used}`;
    case 'foreign':
      return `${t('app.ollamaForeign')} · ${used}`;
  }
}

function moneyWords(spent: number, cap: number | null): string {
  if (cap === null) return t('app.supervisorSpendNoCap', { spent: formatUsd(spent) });
  return t('app.supervisorSpend', { spent: formatUsd(spent), cap: formatUsd(cap) });
}
