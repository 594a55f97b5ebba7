import { createStore } from 'zustand/vanilla';

interface OverlayState {
  readonly open: 'palette' | 'help' | null;
  readonly show: (overlay: 'palette' | 'help' | null) => void;
}

/** Which of the frame's overlays is open. */
export const overlayStore = createStore<OverlayState>((set) => ({
  open: null,
  show: (open) => set({ open }),
}));
