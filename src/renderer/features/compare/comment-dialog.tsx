import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';

interface CommentDialogProps {
  /** The text the comment is about. */
  readonly text: string;
  readonly onClose: () => void;
  /** Resolves to false where it could not be stored; the dialog then stays open. */
  readonly onAdd: (comment: string) => Promise<boolean>;
}

export function CommentDialog({ text, onClose, onAdd }: CommentDialogProps) {
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    setBusy(true);
    const done = await onAdd(comment.trim());
    setBusy(false);
    if (done) onClose();
  };
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('compare.commentOn', { text: short })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={comment.trim() === ''} onClick={() => void add()}>
            {t('compare.commentAdd')}
          </Button>
        </>
      }
    >
      <Field label={t('compare.commentText')} hideLabel>
        {(ids) => (
          <TextArea
            {...ids}
            autoFocus
            rows={4}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && comment.trim() !== '')
                void add();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
