import { chordOf, normaliseChord, type KeyPress } from '../components/key-chord.ts';
import { featureShortcuts } from './feature-shortcuts.ts';
import { chordFor, frameShortcuts, isPlainKey, type Shortcut } from './shortcuts.ts';

export const allShortcuts: readonly Shortcut[] = [...frameShortcuts, ...featureShortcuts];
export type ShortcutId = (typeof frameShortcuts)[number]['id'] | (typeof featureShortcuts)[number]['id'];

const narrowFirst = allShortcuts.toSorted((a, b) => Number(isNarrow(b)) - Number(isNarrow(a)));

function isNarrow({ scope }: Shortcut): boolean {
  return scope === 'text' || scope === 'list';
}

/** Where the focus is, as far as keys care. */
export interface KeyPlace {
  readonly inField: boolean;
  readonly scope: string | null;
}

/** The action a key press stands for at a place, or null. */
export function actionFor(
  press: KeyPress,
  place: KeyPlace,
  own: Readonly<Record<string, string>>,
  letterKeys: boolean,
  isActive: (id: string) => boolean,
): string | null {
  const chord = chordOf(press);
  if (chord === null) return null;
  // The narrower place wins: a key of the text pane goes before one that works everywhere.
  const fits = narrowFirst.find((shortcut) => {
    const chords = [chordFor(shortcut, own), ...(shortcut.also ?? []).map(normaliseChord)];
    if (!chords.includes(chord) || !isActive(shortcut.id)) return false;
    if (place.inField && shortcut.inFields !== true) return false;
    if (isPlainKey(chord) && /^[a-z]$/.test(chord) && !letterKeys) return false;
    return isNarrow(shortcut) ? place.scope === shortcut.scope : true;
  });
  return fits?.id ?? null;
}

type Handler = () => void;

/** Which actions have somebody to carry them out right now; the newest handler wins. */
export function createShortcutRegistry() {
  const handlers = new Map<string, Handler[]>();
  return {
    add(id: string, handler: Handler): () => void {
      handlers.set(id, [...(handlers.get(id) ?? []), handler]);
      return () =>
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== handler),
        );
    },
    isActive: (id: string) => (handlers.get(id)?.length ?? 0) > 0,
    run(id: string): boolean {
      const handler = handlers.get(id)?.at(-1);
      handler?.();
      return handler !== undefined;
    },
  };
}
export type ShortcutRegistry = ReturnType<typeof createShortcutRegistry>;
