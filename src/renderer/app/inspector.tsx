import { X } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import { IconButton } from '../components/button.tsx';
import { t } from '../i18n/t.ts';
import { useServices } from './services.ts';

const slotId = 'inspector-slot';

/** The details column at the right; empty (and gone) until a screen fills it with <InspectorContent>. */
export function Inspector() {
  const { inspector } = useServices();
  const { owners, wanted, width, setWidth, setWanted } = useStore(inspector);
  const shown = owners > 0 && wanted;
  return (
    <aside
      hidden={!shown}
      aria-label={t('app.inspector')}
      style={{ width }}
      className="relative flex max-w-[45vw] shrink-0 flex-col border-l border-line bg-panel [&[hidden]]:hidden"
    >
      <ResizeHandle width={width} onWidth={setWidth} />
      <IconButton
        icon={X}
        size="sm"
        label={t('app.closeInspector')}
        className="absolute top-2 right-2"
        onClick={() => setWanted(false)}
      />
      <div id={slotId} className="min-h-0 flex-1 overflow-auto" />
    </aside>
  );
}

function ResizeHandle({
  width,
  onWidth,
}: {
  readonly width: number;
  readonly onWidth: (width: number) => void;
}) {
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('app.resizeInspector')}
      aria-valuenow={width}
      aria-valuemin={240}
      aria-valuemax={640}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onWidth(width + 16);
        if (event.key === 'ArrowRight') onWidth(width - 16);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          onWidth(window.innerWidth - event.clientX);
      }}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize"
    />
  );
}

/** Fills the inspector while mounted. */
export function InspectorContent({ children }: { readonly children: ReactNode }) {
  const { inspector } = useServices();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useEffect(() => {
    // The slot exists once the frame is mounted, which is before any screen's effects run.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setSlot(document.getElementById(slotId));
    return inspector.getState().claim();
  }, [inspector]);
  return slot === null ? null : createPortal(children, slot);
}
