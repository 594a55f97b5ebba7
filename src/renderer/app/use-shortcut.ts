import { useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import { actionFor, allShortcuts, type ShortcutId } from './shortcut-registry.ts';
import { chordFor } from './shortcuts.ts';
import { useServices } from './services.ts';

/** Carries out an action while the component is mounted and `enabled`. */
export function useShortcut(id: ShortcutId, handler: () => void, enabled = true): void {
  const { shortcuts } = useServices();
  const run = useEffectEvent(handler);
  useEffect(() => (enabled ? shortcuts.add(id, () => run()) : undefined), [shortcuts, id, enabled]);
}

/** The chord now bound to an action, for tooltips and menus. */
export function useChord(id: ShortcutId): string {
  const { settings } = useServices();
  const own = useStore(settings, (state) => state.settings.keys);
  const shortcut = allShortcuts.find((candidate) => candidate.id === id);
  return shortcut === undefined ? '' : chordFor(shortcut, own);
}

function isField(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  return (
    element.isContentEditable ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(element.type))
  );
}

/** Listens once for the whole window. */
export function useShortcutKeys(): void {
  const { shortcuts, settings } = useServices();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const focus = document.activeElement;
      const scope = focus?.closest('[data-scope]')?.getAttribute('data-scope') ?? null;
      const { keys, letterKeys } = settings.getState().settings;
      const id = actionFor(event, { inField: isField(focus), scope }, keys, letterKeys, shortcuts.isActive);
      if (id !== null && shortcuts.run(id)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [shortcuts, settings]);
}
