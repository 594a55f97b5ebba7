import { useState } from 'react';
import { hostOf } from '#shared/domain/address.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { useQuery } from '../../app/use-query.ts';
import { Combobox } from '../../components/combobox.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatUsd } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { PriceFields } from './price-fields.tsx';

interface ModelPanelProps {
  readonly config: SupervisorConfig;
  readonly onChange: (config: SupervisorConfig) => void;
}

const own = '\u0000own';

export function ModelPanel({ config, onChange }: ModelPanelProps) {
  return (
    <Panel title={t('supervisor.model')}>
      {config.kind === 'ollama' ? (
        <LocalModel config={config} onChange={onChange} />
      ) : (
        <RemoteModel config={config} onChange={onChange} />
      )}
    </Panel>
  );
}

function LocalModel({ config, onChange }: ModelPanelProps) {
  const list = useQuery('models.list', {}).data;
  const models = (list?.models ?? []).filter((model) => !model.cloud);
  // What was chosen before stays to be seen, also where it can't be found now.
  const isMissing = config.model !== '' && !models.some(({ name }) => name === config.model);
  const help =
    list !== undefined && list.server.state !== 'running'
      ? `${list.server.message} ${t('supervisor.modelNoServer')}`
      : t(list !== undefined && models.length === 0 ? 'supervisor.modelNone' : 'supervisor.modelLocalHelp');
  return (
    <Field label={t('supervisor.model')} hideLabel help={help}>
      {({ id }) => (
        <Combobox
          id={id}
          className="w-full"
          label={t('supervisor.model')}
          value={config.model === '' ? null : config.model}
          options={[
            ...models.map((model) => ({
              value: model.name,
              label: model.name,
              detail: model.parameterSize,
            })),
            ...(isMissing
              ? [{ value: config.model, label: config.model, detail: t('supervisor.modelMissing') }]
              : []),
          ]}
          onChange={(model) => onChange({ ...config, model })}
        />
      )}
    </Field>
  );
}

/** Takes effect when the field is left: what a key and an allowed host belong to is no half-typed address. */
function AddressField(props: {
  readonly url: string | null;
  readonly onChange: (url: string | null) => void;
}) {
  const [text, setText] = useState(props.url ?? '');
  const isBad = text.trim() !== '' && hostOf(text) === null;
  return (
    <Field
      label={t('supervisor.url')}
      help={t('supervisor.urlHelp')}
      error={isBad ? t('supervisor.urlBad') : undefined}
      optional
    >
      {(ids) => (
        <TextInput
          {...ids}
          type="url"
          value={text}
          placeholder="https://llm.example.org/v1"
          onChange={(event) => setText(event.target.value)}
          onBlur={() => {
            if (!isBad) props.onChange(text.trim() === '' ? null : text.trim());
          }}
        />
      )}
    </Field>
  );
}

function RemoteModel({ config, onChange }: ModelPanelProps) {
  const catalogue = useQuery('supervisor.catalogue', {}).data;
  const models = (catalogue?.models ?? []).filter((model) => model.provider === 'openai');
  const listed = models.find((model) => model.model === config.model);
  const [typing, setTyping] = useState(false);
  const other = typing || (catalogue !== undefined && config.model !== '' && listed === undefined);
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={t('supervisor.model')}
        hideLabel
        help={catalogue && t('supervisor.modelHelp', { date: catalogue.dated })}
      >
        {({ id }) => (
          <Combobox
            id={id}
            className="w-full"
            label={t('supervisor.model')}
            value={other ? own : config.model === '' ? null : config.model}
            // Until the list is here the name stands for itself.
            placeholder={config.model === '' ? t('common.choose') : config.model}
            options={[
              ...models.map((model) => ({
                value: model.model,
                label: model.label,
                detail:
                  model.inputPrice === null || model.outputPrice === null
                    ? model.model
                    : `${model.model} · ${formatUsd(model.inputPrice)} / ${formatUsd(model.outputPrice)}`,
              })),
              { value: own, label: t('supervisor.modelOwn') },
            ]}
            onChange={(model) => {
              setTyping(model === own);
              onChange({ ...config, model: model === own ? '' : model });
            }}
          />
        )}
      </Field>
      {other && (
        <Field label={t('supervisor.modelName')}>
          {(ids) => (
            <TextInput
              {...ids}
              value={config.model}
              onChange={(event) => onChange({ ...config, model: event.target.value })}
            />
          )}
        </Field>
      )}
      {listed?.shutdownAt != null && (
        <Notice tone="warning">{t('supervisor.shutdown', { date: listed.shutdownAt })}</Notice>
      )}
      <AddressField
        key={config.url}
        url={config.url}
        onChange={(url) => {
          if (url !== config.url) onChange({ ...config, url });
        }}
      />
      {config.model !== '' && (
        <PriceFields
          key={`${config.model} ${String(listed !== undefined)}`}
          model={config.model}
          listed={listed ?? null}
        />
      )}
    </div>
  );
}
