import { AlertDialog as Radix } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { t } from '../i18n/t.ts';
import { buttonClass } from './button.tsx';
import { overlayClass } from './dialog.tsx';
import { TextInput } from './field.tsx';

interface AlertDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, what is lost, whether it can be undone. */
  readonly children: ReactNode;
  /** A verb: "Delete for good". */
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly tone?: 'danger' | 'primary';
  /** For what cannot be undone: the user types this word first. */
  readonly typeToConfirm?: string;
}

/** Asks before something that cannot be taken back; the focus starts on Cancel. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, children, confirm, onConfirm, tone = 'danger', typeToConfirm } = props;
  const [typed, setTyped] = useState('');
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  return (
    <Radix.Root
      open={open}
      onOpenChange={(next) => {
        setTyped('');
        onOpenChange(next);
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center p-4">
          <Radix.Content className="motion-appear pointer-events-auto max-h-full w-full max-w-md overflow-auto rounded-panel border border-line bg-raised p-5 shadow-float">
            <Radix.Title className="text-lg font-semibold text-text">{title}</Radix.Title>
            <Radix.Description asChild>
              <div className="mt-2 text-sm text-text-2">{children}</div>
            </Radix.Description>
            {typeToConfirm !== undefined && (
              <TextInput
                className="mt-3"
                aria-label={typeToConfirm}
                placeholder={typeToConfirm}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
            <div className="mt-5 flex justify-end gap-2">
              <Radix.Cancel className={buttonClass('secondary')}>{t('common.cancel')}</Radix.Cancel>
              <Radix.Action className={buttonClass(tone)} disabled={!ready} onClick={onConfirm}>
                {confirm}
              </Radix.Action>
            </div>
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
