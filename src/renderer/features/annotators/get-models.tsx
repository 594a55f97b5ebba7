import { Download } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { InstalledModel } from '#shared/rpc/setup.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useHealth } from '../../app/use-health.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { SkeletonLines } from '../../components/skeleton.tsx';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { GgufImport } from './gguf-import.tsx';
import { PoolPreset } from './pool-preset.tsx';

/** Recommended pools by memory, any other model by name, and files for sealed computers. */
export function GetModels({ installed }: { readonly installed: readonly InstalledModel[] }) {
  const { api, jobs } = useServices();
  const memory = useHealth().data?.memory.totalBytes ?? null;
  const { data, error, refetch } = useQuery('annotators.recommended', {});
  const [name, setName] = useState('');
  const pull = useAction(
    useCallback(
      async (models: readonly string[]) => {
        for (const model of models) jobs.getState().putPull(await api.call('models.pull', { model }));
      },
      [api, jobs],
    ),
  );
  const names = new Set(installed.map((model) => model.name));
  return (
    <div className="flex flex-col gap-5">
      {error !== undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <SkeletonLines lines={5} />
      ) : (
        <section>
          <h2 className="text-base font-semibold">{t('annotators.pools')}</h2>
          <p className="mb-3 text-xs text-text-2">
            {t('annotators.poolsDated', {
              date: formatDateTime(data.dated).split(',').slice(0, 2).join(','),
            })}
          </p>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] gap-4">
            {data.pools.map((preset) => (
              <li key={preset.id} className="flex">
                <PoolPreset
                  preset={preset}
                  installed={names}
                  memoryBytes={memory}
                  busy={pull.busy}
                  onPull={(models) => void pull.run(models)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="grid items-start gap-4 lg:grid-cols-2">
        <form
          className="flex items-end gap-2 rounded-panel border border-line bg-panel p-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '') void pull.run([name.trim()]).then(() => setName(''));
          }}
        >
          <Field label={t('annotators.other')} help={t('annotators.otherHelp')} className="flex-1">
            {(ids) => (
              <TextInput
                {...ids}
                value={name}
                maxLength={300}
                placeholder={t('annotators.otherPlaceholder')}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Button
            type="submit"
            icon={Download}
            className="mb-5.5"
            busy={pull.busy}
            disabled={name.trim() === ''}
          >
            {t('annotators.download')}
          </Button>
        </form>
        <GgufImport />
      </section>
    </div>
  );
}
