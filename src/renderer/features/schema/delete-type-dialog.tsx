import { RadioGroup } from 'radix-ui';
import { useCallback, useState } from 'react';
import type { EntityType } from '#shared/domain/entity-type.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { useUndo } from '../../app/use-undo.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/select.tsx';
import { t, type PlainKey } from '../../i18n/t.ts';

interface DeleteTypeDialogProps {
  readonly projectId: string;
  readonly types: readonly EntityType[];
  readonly name: string;
  readonly flush: () => Promise<void>;
  readonly onInactive: () => void;
  readonly onClose: () => void;
}

type Fate = 'move' | 'inactive' | 'delete';

/** Asks what becomes of the marks: move, keep inactive, delete. */
export function DeleteTypeDialog({
  projectId,
  types,
  name,
  flush,
  onInactive,
  onClose,
}: DeleteTypeDialogProps) {
  const { api } = useServices();
  const { offerUndo } = useUndo(projectId);
  const marks = useQuery('schema.usage', { projectId }).data?.[name] ?? 0;
  const others = types.filter((type) => type.name !== name);
  const [wish, setWish] = useState<Fate | null>(null);
  const [target, setTarget] = useState<string | null>(others[0]?.name ?? null);
  const fate = wish ?? (marks === 0 ? 'delete' : 'inactive');
  const remove = useAction(
    useCallback(
      async (moveTo: string | null) => {
        await flush();
        await api.call('schema.removeType', { projectId, name, moveTo });
        offerUndo(t('schema.deleted', { name }));
        onClose();
      },
      [api, flush, name, offerUndo, onClose, projectId],
    ),
  );
  const submit = () => {
    if (fate === 'inactive') {
      onInactive();
      onClose();
    } else void remove.run(fate === 'move' ? target : null);
  };
  const fates: readonly { readonly value: Fate; readonly label: PlainKey }[] = [
    { value: 'inactive', label: 'schema.deleteInactive' },
    ...(others.length > 0 ? [{ value: 'move' as const, label: 'schema.deleteMove' as const }] : []),
    { value: 'delete', label: 'schema.deleteWith' },
  ];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('schema.deleteTitle', { name })}
      description={marks === 0 ? t('schema.deleteNoMarks') : t('schema.deleteText', { count: marks })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant={fate === 'inactive' ? 'primary' : 'danger'} busy={remove.busy} onClick={submit}>
            {fate === 'inactive' ? t('schema.deleteKeep') : t('schema.deleteDo')}
          </Button>
        </>
      }
    >
      {marks > 0 && (
        <RadioGroup.Root
          aria-label={t('schema.deleteHow')}
          value={fate}
          onValueChange={(value) => setWish(value as Fate)}
          className="flex flex-col gap-2"
        >
          {fates.map(({ value, label }) => (
            <div key={value} className="flex items-center gap-2.5">
              <RadioGroup.Item
                value={value}
                id={`fate-${value}`}
                className="flex size-4 shrink-0 items-center justify-center rounded-full border border-line-control"
              >
                <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
              </RadioGroup.Item>
              <label htmlFor={`fate-${value}`}>{t(label)}</label>
              {value === 'move' && fate === 'move' && (
                <Select
                  size="sm"
                  label={t('schema.deleteMove')}
                  value={target}
                  options={others.map((type) => ({ value: type.name, label: type.name }))}
                  onChange={setTarget}
                />
              )}
            </div>
          ))}
        </RadioGroup.Root>
      )}
    </Dialog>
  );
}
