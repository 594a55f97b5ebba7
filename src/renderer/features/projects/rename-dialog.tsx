import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';

interface RenameDialogProps {
  readonly name: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

export function RenameDialog({ name, onRename, onClose }: RenameDialogProps) {
  const [draft, setDraft] = useState(name);
  const submit = () => {
    if (draft.trim() === '') return;
    onRename(draft.trim());
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('projects.renameTitle')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={draft.trim() === ''} onClick={submit}>
            {t('projects.renameDo')}
          </Button>
        </>
      }
    >
      <Field label={t('projects.name')}>
        {(ids) => (
          <TextInput
            {...ids}
            value={draft}
            maxLength={200}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') submit();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
