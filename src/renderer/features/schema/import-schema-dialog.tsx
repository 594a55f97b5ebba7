import { useCallback, useRef, useState } from 'react';
import type { EntityType } from '#shared/domain/entity-type.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';

interface ImportSchemaDialogProps {
  readonly projectId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onRead: (types: readonly EntityType[]) => void;
}

/** A file or pasted text in any of the tag set formats; the format is recognised. */
export function ImportSchemaDialog({ projectId, open, onOpenChange, onRead }: ImportSchemaDialogProps) {
  const { api } = useServices();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const read = useAction(
    useCallback(
      async (content: string) => {
        const { types } = await api.call('schema.import', { projectId, text: content, format: null });
        onRead(types);
        setText('');
      },
      [api, onRead, projectId],
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
          <Button
            variant="primary"
            busy={read.busy}
            disabled={text.trim() === ''}
            onClick={() => void read.run(text)}
          >
            {t('schema.importDo')}
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
        onChange={(event) => void event.target.files?.[0]?.text().then(read.run)}
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
