import { useState } from 'react';
import type { SupervisorSettings } from '#shared/rpc/setup.ts';
import { Field, TextInput } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { parseCap } from './redactions.ts';

export interface SettingsPartProps {
  readonly settings: SupervisorSettings;
  readonly onChange: (patch: Partial<SupervisorSettings>) => void;
}

export function LimitsPanel({ settings, onChange }: SettingsPartProps) {
  return (
    <Panel title={t('supervisor.limits')} description={t('supervisor.capHelp')}>
      <div className="grid grid-cols-2 gap-4">
        <CapField
          label={t('supervisor.runCap')}
          value={settings.runCapUsd}
          onChange={(runCapUsd) => onChange({ runCapUsd })}
        />
        <CapField
          label={t('supervisor.monthlyCap')}
          value={settings.monthlyCapUsd}
          onChange={(monthlyCapUsd) => onChange({ monthlyCapUsd })}
        />
      </div>
      <Switch
        className="mt-4"
        label={t('supervisor.ask')}
        help={t('supervisor.askHelp')}
        checked={settings.askBeforeSending}
        onChange={(askBeforeSending) => onChange({ askBeforeSending })}
      />
    </Panel>
  );
}

function CapField(props: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}) {
  const [draft, setDraft] = useState(props.value === null ? '' : String(props.value));
  return (
    <Field label={props.label}>
      {(ids) => (
        <div className="relative">
          <span aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-text-2">
            $
          </span>
          <TextInput
            {...ids}
            inputMode="decimal"
            className="pl-6"
            value={draft}
            aria-invalid={parseCap(draft) === undefined || undefined}
            onChange={(event) => {
              setDraft(event.target.value);
              const cap = parseCap(event.target.value);
              if (cap !== undefined) props.onChange(cap);
            }}
          />
        </div>
      )}
    </Field>
  );
}
