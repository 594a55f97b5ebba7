import { Download, Ellipsis, Eye, FileInput, LayoutTemplate } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { EntityType, LabelSchema } from '#shared/domain/entity-type.ts';
import { schemaFormats } from '#shared/rpc/setup.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { useUndo } from '../../app/use-undo.ts';
import { IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { t } from '../../i18n/t.ts';
import { ColorCheckSheet } from './color-check-sheet.tsx';
import { ImportSchemaDialog } from './import-schema-dialog.tsx';
import { OfferDialog } from './offer-dialog.tsx';
import { mergeTypes } from './schema-edits.ts';

interface SchemaMenuProps {
  readonly projectId: string;
  readonly schema: LabelSchema;
  readonly onChange: (schema: LabelSchema) => void;
  readonly flush: () => Promise<void>;
}

/** Templates, import, export, colour check. */
export function SchemaMenu({ projectId, schema, onChange, flush }: SchemaMenuProps) {
  const { api, toasts } = useServices();
  const { offerUndo } = useUndo(projectId);
  const templates = useQuery('schema.templates', {}).data ?? [];
  const [open, setOpen] = useState<'import' | 'colors' | null>(null);
  const [offered, setOffered] = useState<readonly EntityType[] | null>(null);
  const save = useAction(
    useCallback(
      async (format: (typeof schemaFormats)[number]) => {
        await flush();
        const { fileName, text } = await api.call('schema.export', { projectId, format });
        const path = await api.pickSavePath(fileName);
        if (path === null) return;
        await api.call('files.save', { path, content: text, base64: false });
        await api.reveal(path);
        toasts.getState().show({ tone: 'success', title: t('schema.exported') });
      },
      [api, flush, projectId, toasts],
    ),
  );
  const take = (types: readonly EntityType[], replace: boolean) => {
    onChange(replace ? { ...schema, types: [...types] } : mergeTypes(schema, types));
    setOffered(null);
    void flush().then(() => offerUndo(replace ? t('schema.offerReplaced') : t('schema.offerAdded')));
  };
  return (
    <>
      <Menu
        trigger={<IconButton icon={Ellipsis} variant="secondary" label={t('schema.moreMenu')} />}
        items={[
          ...templates.map((template) => ({
            id: `template-${template.id}`,
            label: template.label,
            icon: LayoutTemplate,
            onSelect: () => setOffered(template.types),
          })),
          {
            id: 'import',
            label: `${t('schema.import')} …`,
            icon: FileInput,
            separated: true,
            onSelect: () => setOpen('import'),
          },
          ...schemaFormats.map((format) => ({
            id: `export-${format}`,
            label: `${t('schema.export')}: ${t(`schema.format_${format}`)}`,
            icon: Download,
            disabled: schema.types.length === 0,
            onSelect: () => void save.run(format),
          })),
          {
            id: 'colors',
            label: t('schema.checkColors'),
            icon: Eye,
            separated: true,
            onSelect: () => setOpen('colors'),
          },
        ]}
      />
      <ImportSchemaDialog
        projectId={projectId}
        open={open === 'import'}
        onOpenChange={(next) => setOpen(next ? 'import' : null)}
        schema={schema}
        flush={flush}
      />
      <ColorCheckSheet types={schema.types} open={open === 'colors'} onOpenChange={() => setOpen(null)} />
      {offered !== null && (
        <OfferDialog
          types={offered}
          hasOwn={schema.types.length > 0}
          onTake={(replace) => take(offered, replace)}
          onClose={() => setOffered(null)}
        />
      )}
    </>
  );
}
