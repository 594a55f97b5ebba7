import { Play, ScrollText, Square } from 'lucide-react';
import { useCallback, useState } from 'react';
import { hostOf, isLoopbackUrl } from '#shared/domain/address.ts';
import { HostConsent } from '../../app/host-consent.tsx';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useHealth } from '../../app/use-health.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { useSettings } from './use-settings.ts';

const tones = { running: 'success', absent: 'warning', foreign: 'danger' } as const;

/** Address, start and stop, log of the model server. */
export function OllamaSettings() {
  const { api, queries } = useServices();
  const [settings, change] = useSettings();
  const health = useHealth().data;
  const [url, setUrl] = useState(settings.ollamaUrl);
  const [showLog, setShowLog] = useState(false);
  const log = useQuery('server.log', showLog ? { lines: 200 } : null, { refreshMs: 3000 });
  const control = useAction(
    useCallback(
      async (action: 'server.start' | 'server.stop') => {
        await api.call(action, {});
        queries.invalidate((query) => query.method === 'system.health' || query.method === 'models.list');
      },
      [api, queries],
    ),
  );
  const state = health?.ollama.state;
  const host = hostOf(settings.ollamaUrl);
  return (
    <div className="flex flex-col gap-5">
      <Panel
        title={t('settings.ollama')}
        description={health?.ollama.message}
        actions={
          state && (
            <>
              <StatusChip tone={tones[state]}>{t(`settings.state_${state}`)}</StatusChip>
              {health.ollama.canStart && (
                <Button
                  size="sm"
                  icon={Play}
                  busy={control.busy}
                  onClick={() => void control.run('server.start')}
                >
                  {t('settings.start')}
                </Button>
              )}
              {state === 'running' && health.ollama.managed && (
                <Button
                  size="sm"
                  icon={Square}
                  busy={control.busy}
                  onClick={() => void control.run('server.stop')}
                >
                  {t('settings.stop')}
                </Button>
              )}
            </>
          )
        }
      >
        <div className="flex flex-col gap-4">
          <Field label={t('settings.ollamaUrl')} help={t('settings.ollamaUrlHelp')} className="max-w-md">
            {(ids) => (
              <TextInput
                {...ids}
                type="url"
                value={url}
                onChange={(event) => setUrl(event.target.value)}
                onBlur={() => {
                  if (url.trim() !== '' && url !== settings.ollamaUrl) change({ ollamaUrl: url.trim() });
                }}
              />
            )}
          </Field>
          {host !== null && !isLoopbackUrl(settings.ollamaUrl) && (
            <HostConsent host={host} purpose="annotator" />
          )}
          <Switch
            label={t('settings.manage')}
            help={t('settings.manageHelp')}
            checked={settings.manageOllama}
            onChange={(manageOllama) => change({ manageOllama })}
          />
        </div>
      </Panel>
      <Panel
        title={t('settings.log')}
        actions={
          <Button size="sm" icon={ScrollText} aria-expanded={showLog} onClick={() => setShowLog(!showLog)}>
            {t('settings.logShow')}
          </Button>
        }
      >
        {showLog && (
          <pre
            tabIndex={0}
            aria-label={t('settings.log')}
            className="max-h-96 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap"
          >
            {log.data === undefined
              ? ''
              : log.data.length === 0
                ? t('settings.logEmpty')
                : log.data.join('\n')}
          </pre>
        )}
      </Panel>
    </div>
  );
}
