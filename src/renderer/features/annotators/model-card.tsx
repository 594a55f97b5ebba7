import { clsx } from 'clsx';
import { Ellipsis, FlaskConical, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { InstalledModel } from '#shared/rpc/setup.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useJob } from '../../app/use-job.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Menu } from '../../components/menu.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatFileSize, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { FitMeter } from './fit-meter.tsx';
import { annotatorOf } from './pool-facts.ts';
import { ProbeState } from './probe-state.tsx';
import type { PoolControl } from './use-pool.ts';

interface ModelCardProps {
  readonly model: InstalledModel;
  readonly pool: PoolControl;
}

export function ModelCard({ model, pool }: ModelCardProps) {
  const { api, jobs, toasts } = useServices();
  const [jobId, setJobId] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const job = useJob(jobId);
  const on = pool.isOn(`ollama:${model.name}`);
  const probe = useAction(
    useCallback(async () => {
      const started = await api.call('models.probe', { model: model.name });
      jobs.getState().putJob(started);
      setJobId(started.jobId);
    }, [api, jobs, model.name]),
  );
  const remove = useAction(
    useCallback(async () => {
      await api.call('models.remove', { model: model.name });
      toasts.getState().show({ tone: 'neutral', title: t('annotators.removed', { name: model.name }) });
    }, [api, model.name, toasts]),
  );
  const probing = probe.busy || job?.state === 'running';
  const facts = [
    model.maker,
    model.parameterSize,
    model.quantization,
    formatFileSize(model.sizeBytes),
  ].filter(Boolean);
  return (
    <article
      className={clsx(
        'flex min-w-0 flex-1 flex-col gap-3 rounded-panel border bg-panel p-4',
        on ? 'border-accent' : 'border-line',
      )}
    >
      <header className="flex items-start gap-2">
        <Checkbox
          className="min-w-0 flex-1"
          checked={on}
          disabled={model.cloud || pool.annotators === null}
          onChange={(next) => pool.toggle(annotatorOf(model, pool.annotators ?? []), next)}
          label={<span className="text-base font-semibold break-all">{model.name}</span>}
          help={facts.join(' · ')}
        />
        {model.loaded && <StatusChip tone="info">{t('annotators.loaded')}</StatusChip>}
        <Menu
          trigger={
            <IconButton
              size="sm"
              icon={Ellipsis}
              className="-mt-1 -mr-1.5"
              label={t('annotators.actions', { name: model.name })}
            />
          }
          items={[
            {
              id: 'probe',
              label: t('annotators.probe'),
              icon: FlaskConical,
              onSelect: () => void probe.run(),
            },
            {
              id: 'remove',
              label: t('annotators.remove'),
              icon: Trash2,
              danger: true,
              separated: true,
              onSelect: () => setRemoving(true),
            },
          ]}
        />
      </header>
      {model.cloud ? (
        <p className="text-xs text-text-2">
          <StatusChip tone="danger" className="mb-1">
            {t('annotators.cloud')}
          </StatusChip>
          <span className="block">{t('annotators.cloudHelp')}</span>
        </p>
      ) : (
        <>
          {model.memory !== null && <FitMeter memory={model.memory} />}
          <p className="text-xs text-text-2">
            {model.contextLength !== null &&
              t('annotators.context', { n: formatNumber(model.contextLength) })}
            {model.capabilities.length > 0 && ` · ${model.capabilities.join(', ')}`}
          </p>
          <footer className="mt-auto flex items-center justify-between gap-3 border-t border-line pt-3">
            <ProbeState probe={model.probe} job={probing ? job : null} probing={probing} />
            <Button size="sm" icon={FlaskConical} busy={probing} onClick={() => void probe.run()}>
              {model.probe === null ? t('annotators.probe') : t('annotators.probeAgain')}
            </Button>
          </footer>
        </>
      )}
      <AlertDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t('annotators.removeTitle', { name: model.name })}
        confirm={t('annotators.remove')}
        onConfirm={() => void remove.run()}
      >
        {t('annotators.removeText', { size: formatFileSize(model.sizeBytes) })}
      </AlertDialog>
    </article>
  );
}
