import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useStore } from 'zustand';
import { t } from '../i18n/t.ts';
import { Button } from './button.tsx';
import type { Toast, ToastStore } from './toast-store.ts';

const icons = { neutral: Info, success: CircleCheck, danger: CircleAlert } as const;
const iconColors = { neutral: 'text-text-2', success: 'text-success', danger: 'text-danger' } as const;

/** Messages at the bottom right; read out politely; F8 moves the focus to them. */
export function Toaster({ store }: { readonly store: ToastStore }) {
  const toasts = useStore(store, (state) => state.toasts);
  const dismiss = useStore(store, (state) => state.dismiss);
  return (
    <Radix.Provider label={t('common.notifications')} swipeDirection="right">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onClose={() => dismiss(toast.id)} />
      ))}
      <Radix.Viewport
        label={t('common.notifications')}
        className="fixed right-4 bottom-10 z-[60] flex w-[22rem] max-w-[calc(100vw-2rem)] flex-col gap-2"
      />
    </Radix.Provider>
  );
}

function ToastCard({ toast, onClose }: { readonly toast: Toast; readonly onClose: () => void }) {
  const Icon = icons[toast.tone];
  const { action, details } = toast;
  return (
    <Radix.Root
      duration={toast.lifeMs ?? 24 * 3_600_000}
      type={toast.tone === 'danger' ? 'foreground' : 'background'}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="motion-appear flex items-start gap-2.5 rounded-panel border border-line bg-raised p-3 shadow-float"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${iconColors[toast.tone]}`} />
      <div className="min-w-0 flex-1">
        <Radix.Title className="text-sm font-medium break-words text-text">{toast.title}</Radix.Title>
        {toast.body !== undefined && (
          <Radix.Description className="text-xs break-words text-text-2">{toast.body}</Radix.Description>
        )}
        {details !== undefined && (
          <Button
            variant="link"
            className="mt-1 text-xs"
            onClick={() => void navigator.clipboard.writeText(details)}
          >
            {t('common.copyDetails')}
          </Button>
        )}
      </div>
      {action && (
        <Radix.Action asChild altText={action.label} onClick={action.run}>
          <Button size="sm">{action.label}</Button>
        </Radix.Action>
      )}
      <Radix.Close
        aria-label={t('common.dismiss')}
        className="flex size-6 shrink-0 items-center justify-center rounded-sm text-text-3 hover:bg-hover hover:text-text"
      >
        ×
      </Radix.Close>
    </Radix.Root>
  );
}
