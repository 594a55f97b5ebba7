import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Health } from '#shared/rpc/system.ts';
import { useHealth } from '../../app/use-health.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { StatusChip, type Tone } from '../../components/status-chip.tsx';
import { formatFileSize, formatMemory } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { HostList } from './host-list.tsx';
import { OllamaAction } from './ollama-action.tsx';

const tightMemoryBytes = 6 * 1024 ** 3;
const lowDiskBytes = 20 * 1024 ** 3;

/** Ollama, memory, disk, and everything the app may contact. */
export function HealthPanel() {
  const { data, error, pending, refetch } = useHealth();
  return (
    <Panel
      title={t('home.health')}
      description={t('home.healthText')}
      actions={
        <Button size="sm" icon={RotateCw} busy={pending} onClick={refetch}>
          {t('home.check')}
        </Button>
      }
    >
      {error !== undefined && data === undefined ? (
        <ErrorState compact error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <SkeletonLines lines={6} />
      ) : (
        <HealthRows health={data} />
      )}
    </Panel>
  );
}

function HealthRows({ health }: { readonly health: Health }) {
  const { ollama, memory, disk, loadedModels } = health;
  const ollamaTone = { running: 'success', absent: 'warning', foreign: 'danger' } as const;
  const ollamaWord = {
    running: t('home.ollamaRunning'),
    absent: t('home.ollamaAbsent'),
    foreign: t('home.ollamaForeign'),
  };
  const gpuBytes = loadedModels.reduce((sum, model) => sum + model.gpuBytes, 0);
  return (
    <>
      <dl>
        <Row label={t('home.ollama')} tone={ollamaTone[ollama.state]} word={ollamaWord[ollama.state]}>
          <p>{ollama.message}</p>
          {ollama.action !== '' && <p className="text-text-2">{ollama.action}</p>}
          {ollama.state === 'running' && <p className="text-text-2">{t(`home.cloud_${ollama.cloud}`)}</p>}
          <OllamaAction health={health} />
        </Row>
        <Row
          label={t('home.memory')}
          tone={memory.freeBytes < tightMemoryBytes ? 'warning' : 'success'}
          word={memory.freeBytes < tightMemoryBytes ? t('home.tight') : t('home.ok')}
        >
          {t('home.memoryText', {
            free: formatMemory(memory.freeBytes),
            total: formatMemory(memory.totalBytes),
          })}
        </Row>
        <Row label={t('home.gpu')}>
          {gpuBytes > 0
            ? t('home.gpuText', {
                used: formatMemory(gpuBytes),
                models: loadedModels.map((model) => model.name).join(', '),
              })
            : t('home.gpuUnknown')}
        </Row>
        <Row
          label={t('home.disk')}
          tone={disk.freeBytes < lowDiskBytes ? 'warning' : 'success'}
          word={disk.freeBytes < lowDiskBytes ? t('home.diskLow') : t('home.ok')}
        >
          {t('home.diskText', { free: formatFileSize(disk.freeBytes) })}
        </Row>
        <Row label={t('home.dataDir')}>
          <span className="font-mono text-xs break-all">{health.dataDir}</span>
        </Row>
      </dl>
      <h3 className="mt-5 font-medium">{t('home.hosts')}</h3>
      <p className="text-xs text-text-2">{t('home.hostsText')}</p>
      <HostList hosts={health.hosts} />
      <p className="mt-4 text-xs text-text-2">
        {t('home.version', { version: health.appVersion, platform: health.platform })}
      </p>
    </>
  );
}

function Row(props: {
  readonly label: string;
  readonly tone?: Tone;
  readonly word?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[10rem_1fr_auto] items-start gap-3 border-b border-line py-2">
      <dt className="text-text-2">{props.label}</dt>
      <dd className="min-w-0">{props.children}</dd>
      <dd>{props.tone && <StatusChip tone={props.tone}>{props.word}</StatusChip>}</dd>
    </div>
  );
}
