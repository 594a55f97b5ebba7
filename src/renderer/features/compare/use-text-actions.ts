import { useShortcut } from '../../app/use-shortcut.ts';
import type { featureShortcuts } from '../../app/feature-shortcuts.ts';

export type TextAction = (typeof featureShortcuts)[number]['id'];

const nothing = (): void => undefined;

/** Binds the text actions a screen knows; the others stay unbound. */
export function useTextActions(handlers: Readonly<Partial<Record<TextAction, () => void>>>): void {
  const bind = (id: TextAction): readonly [TextAction, () => void, boolean] => [
    id,
    handlers[id] ?? nothing,
    handlers[id] !== undefined,
  ];
  useShortcut(...bind('next-hotspot'));
  useShortcut(...bind('previous-hotspot'));
  useShortcut(...bind('skip-hotspot'));
  useShortcut(...bind('next-span'));
  useShortcut(...bind('previous-span'));
  useShortcut(...bind('accept-reading'));
  useShortcut(...bind('reject-reading'));
  useShortcut(...bind('edit-hotspot'));
  useShortcut(...bind('guideline-unclear'));
  useShortcut(...bind('comment'));
  useShortcut(...bind('same-string'));
  useShortcut(...bind('find-label'));
  useShortcut(...bind('change-label'));
  useShortcut(...bind('delete-span'));
  useShortcut(...bind('start-left'));
  useShortcut(...bind('start-right'));
  useShortcut(...bind('end-left'));
  useShortcut(...bind('end-right'));
  useShortcut(...bind('select-characters'));
  useShortcut(...bind('select-words'));
  useShortcut(...bind('select-sentences'));
  useShortcut(...bind('only-differences'));
  useShortcut(...bind('blind'));
  useShortcut(...bind('guidelines-beside'));
  useShortcut(...bind('flag'));
  useShortcut(...bind('next-document'));
  useShortcut(...bind('previous-document'));
  useShortcut(...bind('finish-document'));
}
