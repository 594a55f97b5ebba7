import { X } from 'lucide-react';
import { useState } from 'react';
import { HostConsent } from '../../app/host-consent.tsx';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import type { SettingsPartProps } from './limits-panel.tsx';
import { isValidRedaction } from './redactions.ts';
import { supervisorHost } from './supervisor-host.ts';

/** Words that never leave, and the one host that may be contacted. */
export function PrivacyPanel({ settings, onChange }: SettingsPartProps) {
  const ollamaUrl = useQuery('settings.get', {}).data?.ollamaUrl ?? '';
  const [draft, setDraft] = useState('');
  const bad = draft.trim() !== '' && !isValidRedaction(draft);
  const host = supervisorHost(settings.config, ollamaUrl);
  const add = () => {
    const text = draft.trim();
    if (!isValidRedaction(text) || settings.redactions.includes(text)) return;
    onChange({ redactions: [...settings.redactions, text] });
    setDraft('');
  };
  return (
    <Panel title={t('supervisor.privacy')}>
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field
          label={t('supervisor.redactions')}
          help={t('supervisor.redactionsText')}
          error={bad ? t('supervisor.redactionsBad') : undefined}
          className="flex-1"
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={draft}
              maxLength={500}
              placeholder={t('supervisor.redactionsAdd')}
              onChange={(event) => setDraft(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="mt-6" disabled={bad || draft.trim() === ''}>
          {t('common.add')}
        </Button>
      </form>
      {settings.redactions.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-1.5">
          {settings.redactions.map((text) => (
            <li
              key={text}
              className="flex items-center gap-1 rounded-sm border border-line bg-sunken py-0.5 pl-2 text-xs"
            >
              <span className="max-w-56 truncate font-mono">{text}</span>
              <button
                type="button"
                aria-label={`${t('common.remove')}: ${text}`}
                onClick={() =>
                  onChange({ redactions: settings.redactions.filter((other) => other !== text) })
                }
                className="flex size-6 items-center justify-center rounded-sm text-text-2 hover:bg-hover hover:text-text"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {host !== null && <HostConsent className="mt-4" host={host} purpose="supervisor" />}
    </Panel>
  );
}
