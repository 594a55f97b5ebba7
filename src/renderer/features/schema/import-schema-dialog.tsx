import { useCallback, useRef, useState } from 'react';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { useUndo } from '../../app/use-undo.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';
import { mergeTypes } from './schema-edits.ts';

interface ImportSchemaDialogProps {
  readonly projectId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The project's types before the import. */
  readonly schema: LabelSchema;
  readonly flush: () => Promise<void>;
}

/** A file or pasted text in any of the tag set formats; the format is recognised. */
export function ImportSchemaDialog({
  projectId,
  open,
  onOpenChange,
  schema,
  flush,
}: ImportSchemaDialogProps) {
  const { api } = useServices();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const { offerUndo } = useUndo(projectId);
  const hasOwn = schema.types.length > 0;
  const take = useAction(
    useCallback(
      async (content: string, replace: boolean) => {
        await flush();
        const imported = await api.call('schema.import', { projectId, text: content, format: null });
        if (!replace) {
          // The engine replaces; adding is one undoable change of its own.
          await api.call('edit.undo', { projectId });
          await api.call('schema.set', { projectId, schema: mergeTypes(schema, imported.types) });
        }
        onOpenChange(false);
        setText('');
        offerUndo(t(replace ? 'schema.offerReplaced' : 'schema.offerAdded'));
      },
      [api, flush, offerUndo, onOpenChange, projectId, schema],
    ),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="md"
      title={t('schema.importTitle')}
      description={t('schema.importText')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('common.cancel')}</Button>
          {hasOwn && (
            <Button busy={take.busy} disabled={text.trim() === ''} onClick={() => void take.run(text, false)}>
              {t('schema.offerAdd')}
            </Button>
          )}
          <Button
            variant="primary"
            busy={take.busy}
            disabled={text.trim() === ''}
            onClick={() => void take.run(text, true)}
          >
            {hasOwn ? t('schema.offerReplace') : t('schema.importDo')}
          </Button>
        </>
      }
    >
      <input
        ref={file}
        type="file"
        hidden
        aria-label={t('schema.importPick')}
        accept=".json,.xml,.conf,.md,.txt"
        onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
      />
      <Button onClick={() => file.current?.click()}>{t('schema.importPick')}</Button>
      <Field label={t('schema.importPaste')} className="mt-4">
        {(ids) => (
          <TextArea
            {...ids}
            rows={8}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="font-mono !text-xs"
          />
        )}
      </Field>
    </Dialog>
  );
}
