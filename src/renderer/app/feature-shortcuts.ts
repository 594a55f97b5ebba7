import type { Shortcut } from './shortcuts.ts';

/** Actions of the text and list screens (anchors-ux.md D, "Keys"). */
export const featureShortcuts = [] as const satisfies readonly Shortcut[];
