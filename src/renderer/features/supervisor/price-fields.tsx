import { useCallback, useState } from 'react';
import type { z } from 'zod';
import type { supervisorModelSchema } from '#shared/rpc/setup.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Field, TextInput } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';
import { parseCap } from './redactions.ts';

interface PriceFieldsProps {
  readonly model: string;
  readonly listed: z.infer<typeof supervisorModelSchema> | null;
}

const text = (price: number | null | undefined) => (price == null ? '' : String(price));

/** Prices behind every estimate; editable, because they change. */
export function PriceFields({ model, listed }: PriceFieldsProps) {
  const { api, queries } = useServices();
  const [draft, setDraft] = useState({
    input: text(listed?.inputPrice),
    cached: text(listed?.cachedInputPrice),
    output: text(listed?.outputPrice),
  });
  const save = useAction(
    useCallback(async () => {
      const inputPrice = parseCap(draft.input);
      const outputPrice = parseCap(draft.output);
      const cachedInputPrice = parseCap(draft.cached) ?? null;
      if (inputPrice == null || outputPrice == null) return;
      await api.call('supervisor.setPrice', { model, inputPrice, cachedInputPrice, outputPrice });
      queries.invalidate(
        (query) => query.method === 'supervisor.catalogue' || query.method === 'supervisor.preview',
      );
    }, [api, draft, model, queries]),
  );
  const fields = [
    { name: 'input', label: 'supervisor.priceIn' },
    { name: 'cached', label: 'supervisor.priceCached' },
    { name: 'output', label: 'supervisor.priceOut' },
  ] as const;
  return (
    <fieldset>
      <legend className="text-sm font-medium">
        {t('supervisor.prices')}{' '}
        <span className="font-normal text-text-2">({t('supervisor.perMillion')})</span>
      </legend>
      <div className="mt-1.5 grid grid-cols-3 items-end gap-3">
        {fields.map(({ name, label }) => (
          <Field key={name} label={<span className="text-xs font-normal text-text-2">{t(label)}</span>}>
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="decimal"
                value={draft[name]}
                aria-invalid={parseCap(draft[name]) === undefined || undefined}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
                onBlur={() => void save.run()}
              />
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
