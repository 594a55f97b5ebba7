import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Kbd } from '../components/kbd.tsx';
import { overlayClass } from '../components/dialog.tsx';
import { nameActiveOption } from '../components/name-active-option.ts';
import { t } from '../i18n/t.ts';
import { overlayStore } from './overlay-store.ts';
import { paletteItems, type PaletteItem } from './palette-items.ts';
import { useServices } from './services.ts';
import { useQuery } from './use-query.ts';

/** Ctrl/Cmd+K: every place and every action by name. */
export function CommandPalette({ projectId }: { readonly projectId: string | null }) {
  const open = useStore(overlayStore, (state) => state.open === 'palette');
  const { show } = overlayStore.getState();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => show(next ? 'palette' : null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          aria-describedby={undefined}
          className="motion-appear fixed top-[12vh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 rounded-panel border border-line bg-raised shadow-float"
        >
          <Dialog.Title className="visually-hidden">{t('app.palette')}</Dialog.Title>
          {open && <PaletteList projectId={projectId} onDone={() => show(null)} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({
  projectId,
  onDone,
}: {
  readonly projectId: string | null;
  readonly onDone: () => void;
}) {
  const { shortcuts, settings } = useServices();
  const [, navigate] = useLocation();
  const own = useStore(settings, (state) => state.settings.keys);
  const projects = useQuery('projects.list', {}).data ?? [];
  const items = paletteItems({ projectId, projects, own, isActive: shortcuts.isActive });
  const choose = (item: PaletteItem) => {
    onDone();
    if (item.path !== undefined) navigate(item.path);
    if (item.action !== undefined) shortcuts.run(item.action);
  };
  const groups = [...new Set(items.map((item) => item.group))];
  return (
    <Command ref={nameActiveOption} label={t('app.palette')} loop>
      <Command.Input
        placeholder={t('app.palettePlaceholder')}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Command.List className="max-h-[min(24rem,60vh)] overflow-auto p-2">
        <Command.Empty className="p-6 text-center text-sm text-text-2">{t('app.paletteEmpty')}</Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-text-2"
          >
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <Command.Item
                  key={item.id}
                  value={`${item.label} ${item.id}`}
                  onSelect={() => choose(item)}
                  className="flex h-9 items-center gap-3 rounded-control px-2 text-sm data-[selected=true]:bg-hover"
                >
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.chord !== undefined && <Kbd chord={item.chord} />}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
