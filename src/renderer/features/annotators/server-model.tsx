import { List } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Combobox } from '../../components/combobox.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';

interface ServerModelProps {
  readonly url: string;
  readonly model: string;
  /** False where the server may not be asked yet. */
  readonly allowed: boolean;
  readonly onChange: (model: string) => void;
}

/** The name of a model: chosen from the server's own list, or typed where it has none. */
export function ServerModel({ url, model, allowed, onChange }: ServerModelProps) {
  const { api } = useServices();
  const [listed, setListed] = useState<readonly string[]>([]);
  const list = useAction(
    useCallback(async () => {
      const { models } = await api.call('annotators.serverModels', { url });
      setListed(models);
      if (models.length === 1) onChange(models[0] ?? '');
    }, [api, onChange, url]),
  );
  return (
    <Field label={t('annotators.serverModel')} help={t('annotators.serverModelHelp')}>
      {(ids) => (
        <div className="flex gap-2">
          {listed.length > 0 ? (
            <Combobox
              id={ids.id}
              className="min-w-0 flex-1"
              label={t('annotators.serverModel')}
              value={model === '' ? null : model}
              options={listed.map((name) => ({ value: name, label: name }))}
              onChange={onChange}
            />
          ) : (
            <TextInput
              {...ids}
              className="min-w-0 flex-1"
              value={model}
              maxLength={300}
              spellCheck={false}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
          <Button icon={List} busy={list.busy} disabled={!allowed} onClick={() => void list.run()}>
            {t('annotators.serverList')}
          </Button>
        </div>
      )}
    </Field>
  );
}
