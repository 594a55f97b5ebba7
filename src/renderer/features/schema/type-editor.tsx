import { Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { EntityType } from '#shared/domain/entity-type.ts';
import { Button } from '../../components/button.tsx';
import { EntityTag } from '../../components/entity-tag.tsx';
import { lookOf, type EntityPalette } from '../../components/entity-palette.ts';
import { Field, TextArea, TextInput } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { ColorField } from './color-field.tsx';
import { DeleteTypeDialog } from './delete-type-dialog.tsx';
import { ExamplePicker, type ExampleList } from './example-picker.tsx';
import { NameField } from './name-field.tsx';
import { keyClash } from './schema-edits.ts';
import { TextList } from './text-list.tsx';

interface TypeEditorProps {
  readonly projectId: string;
  readonly types: readonly EntityType[];
  readonly type: EntityType;
  readonly palette: EntityPalette;
  readonly onChange: (patch: Partial<EntityType>) => void;
  readonly onRename: (name: string) => void;
  readonly flush: () => Promise<void>;
}

export function TypeEditor(props: TypeEditorProps) {
  const { projectId, types, type, palette, onChange, onRename, flush } = props;
  const [picking, setPicking] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const look = lookOf(palette, type.name);
  const clash = keyClash(types, type);
  const addExample = (list: ExampleList, text: string) => {
    if (!type[list].includes(text)) onChange({ [list]: [...type[list], text] });
  };
  return (
    <section
      aria-label={type.name}
      className="@container flex min-w-0 flex-col gap-4 rounded-panel border border-line bg-panel p-4"
    >
      <header className="flex flex-wrap items-center justify-between gap-3">
        <EntityTag look={look} variant="chip" className="!text-sm" />
        <div className="flex items-center gap-4">
          <Switch
            label={t('schema.active')}
            checked={type.active}
            onChange={(active) => onChange({ active })}
          />
          <Button size="sm" variant="ghost" icon={Trash2} onClick={() => setDeleting(true)}>
            {t('schema.deleteType')}
          </Button>
        </div>
      </header>
      <div className="grid grid-cols-[auto_1fr] gap-4 @xl:grid-cols-[1fr_auto_5.5rem_10rem] [&>:first-child]:col-span-full @xl:[&>:first-child]:col-span-1">
        <NameField types={types} name={type.name} onRename={onRename} />
        <ColorField look={look} own={type.color} onChange={(color) => onChange({ color })} />
        <Field
          label={t('schema.key')}
          error={clash === null ? undefined : t('schema.keyTaken', { name: clash })}
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={type.key ?? ''}
              placeholder={look.key ?? ''}
              maxLength={1}
              title={t('schema.keyHelp')}
              onChange={(event) => onChange({ key: event.target.value === '' ? null : event.target.value })}
            />
          )}
        </Field>
        <Field label={t('schema.group')} optional>
          {(ids) => (
            <TextInput
              {...ids}
              value={type.group ?? ''}
              maxLength={120}
              title={t('schema.groupHelp')}
              onChange={(event) => onChange({ group: event.target.value === '' ? null : event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('schema.definition')} help={t('schema.definitionHelp')}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={3}
            value={type.definition}
            maxLength={20_000}
            placeholder={t('schema.definitionPlaceholder')}
            onChange={(event) => onChange({ definition: event.target.value })}
            onBlur={() => void flush()}
            className="resize-y !text-base"
          />
        )}
      </Field>
      <div className="grid gap-4 @md:grid-cols-2">
        <TextList
          label={t('schema.include')}
          help={t('schema.includeHelp')}
          items={type.include}
          onChange={(include) => onChange({ include: [...include] })}
        />
        <TextList
          label={t('schema.exclude')}
          help={t('schema.excludeHelp')}
          items={type.exclude}
          onChange={(exclude) => onChange({ exclude: [...exclude] })}
        />
      </div>
      <div className="flex items-center justify-between gap-3 border-t border-line pt-4">
        <h2 className="font-semibold">{t('schema.positive')}</h2>
        <Button size="sm" icon={Search} onClick={() => setPicking(true)}>
          {t('schema.pick')}
        </Button>
      </div>
      <div className="grid gap-4 @xl:grid-cols-3">
        {exampleLists.map(({ list, label }) => (
          <TextList
            key={list}
            label={t(label)}
            items={type[list]}
            onChange={(items) => onChange({ [list]: [...items] })}
          />
        ))}
      </div>
      <ExamplePicker
        projectId={projectId}
        type={type.name}
        open={picking}
        onOpenChange={setPicking}
        onPick={addExample}
      />
      {deleting && (
        <DeleteTypeDialog
          projectId={projectId}
          types={types}
          name={type.name}
          flush={flush}
          onInactive={() => onChange({ active: false })}
          onClose={() => setDeleting(false)}
        />
      )}
    </section>
  );
}

const exampleLists = [
  { list: 'positiveExamples', label: 'schema.positive' },
  { list: 'negativeExamples', label: 'schema.negative' },
  { list: 'borderlineExamples', label: 'schema.borderline' },
] as const;
