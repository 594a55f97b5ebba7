import { createStore } from 'zustand/vanilla';
import { toErrorData } from '#shared/errors.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'neutral' | 'success' | 'danger';
  readonly title: string;
  readonly body?: string | undefined;
  /** Text "Copy details" puts on the clipboard. */
  readonly details?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** Milliseconds on screen; null stays until dismissed. */
  readonly lifeMs: number | null;
}
export type ToastInput = Omit<Toast, 'id' | 'lifeMs'> & { readonly lifeMs?: number | null };

export interface ToastState {
  readonly toasts: readonly Toast[];
  readonly show: (toast: ToastInput) => number;
  readonly showError: (error: unknown) => number;
  readonly dismiss: (id: number) => void;
}

const maxVisible = 4;

export function createToastStore() {
  let nextId = 1;
  return createStore<ToastState>((set, get) => ({
    toasts: [],
    show: ({ lifeMs, ...toast }) => {
      const id = nextId;
      nextId += 1;
      const life = lifeMs === undefined ? (toast.action ? 10_000 : 5_000) : lifeMs;
      set(({ toasts }) => ({ toasts: [...toasts, { ...toast, id, lifeMs: life }].slice(-maxVisible) }));
      return id;
    },
    showError: (error) => {
      const data = toErrorData(error);
      return get().show({
        tone: 'danger',
        title: data.message,
        body: data.action,
        details: JSON.stringify(data, null, 2),
        lifeMs: null,
      });
    },
    dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  }));
}
export type ToastStore = ReturnType<typeof createToastStore>;
