import { useCallback, useState } from 'react';
import { hostOf, openAiBaseUrl } from '#shared/domain/address.ts';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useQuery } from './use-query.ts';
import { Button } from '../components/button.tsx';
import { Field, TextInput } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { t } from '../i18n/t.ts';

const sources = {
  keystore: 'supervisor.keyKeystore',
  session: 'supervisor.keySession',
  environment: 'supervisor.keyEnvironment',
} as const;

interface KeyPanelProps {
  /** The server the key belongs to; null = the provider's own. */
  readonly url: string | null;
}

/** The access key of one server: goes to the system's key store (or stays in memory), never into a file. */
export function KeyPanel({ url }: KeyPanelProps) {
  const { api, queries, toasts } = useServices();
  const { data } = useQuery('supervisor.keyState', { url });
  const [key, setKey] = useState('');
  const save = useAction(
    useCallback(
      async (next: string | null) => {
        const state = await api.call('supervisor.setKey', { url, key: next });
        queries.set('supervisor.keyState', { url }, () => state);
        setKey('');
        if (next !== null) toasts.getState().show({ tone: 'success', title: t('supervisor.keySaved') });
      },
      [api, queries, toasts, url],
    ),
  );
  const help =
    data === undefined || data.source === 'none'
      ? t('supervisor.keyNone', { host: hostOf(url ?? openAiBaseUrl) ?? '' })
      : t(sources[data.source], { hint: data.hint ?? '' });
  return (
    <Panel title={t('supervisor.key')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') void save.run(key.trim());
        }}
        className="flex flex-wrap items-start gap-2"
      >
        <Field label={t('supervisor.key')} hideLabel help={help} className="min-w-48 flex-1">
          {(ids) => (
            <TextInput
              {...ids}
              type="password"
              autoComplete="off"
              spellCheck={false}
              maxLength={500}
              value={key}
              placeholder={data?.hint == null ? t('supervisor.keyPlaceholder') : `•••• ${data.hint}`}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" busy={save.busy} disabled={key.trim() === ''}>
          {t('supervisor.keySave')}
        </Button>
        {data !== undefined && (data.source === 'keystore' || data.source === 'session') && (
          <Button variant="ghost" disabled={save.busy} onClick={() => void save.run(null)}>
            {t('supervisor.keyForget')}
          </Button>
        )}
      </form>
    </Panel>
  );
}
