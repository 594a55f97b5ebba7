import { normaliseChord } from '../components/key-chord.ts';
import type { PlainKey } from '../i18n/t.ts';

export const shortcutScopes = ['global', 'project', 'text', 'list'] as const;
/**
 * global: always; project: while a project is open; text: only with the focus in a text pane (an element with
 * data-scope="text"), so single letters never surprise; list: only in an element with data-scope="list".
 */
export type ShortcutScope = (typeof shortcutScopes)[number];

export interface Shortcut {
  readonly id: string;
  readonly label: PlainKey;
  readonly chord: string;
  readonly scope: ShortcutScope;
  /** More chords that also work; not rebindable. */
  readonly also?: readonly string[];
  /** Works while typing in a field. */
  readonly inFields?: boolean;
}

/** Actions of the frame; features add theirs in `feature-shortcuts.ts`. */
export const frameShortcuts = [
  { id: 'palette', label: 'app.actionPalette', chord: 'mod+k', scope: 'global', inFields: true },
  { id: 'help', label: 'app.actionHelp', chord: 'questionmark', scope: 'global' },
  { id: 'undo', label: 'app.actionUndo', chord: 'mod+z', scope: 'project' },
  { id: 'redo', label: 'app.actionRedo', chord: 'mod+shift+z', scope: 'project', also: ['mod+y'] },
  { id: 'theme', label: 'app.actionTheme', chord: 'mod+shift+l', scope: 'global' },
  { id: 'settings', label: 'app.actionGoSettings', chord: 'mod+,', scope: 'global', inFields: true },
  { id: 'projects', label: 'app.actionGoProjects', chord: 'mod+shift+p', scope: 'global' },
  { id: 'inspector', label: 'app.actionInspector', chord: 'mod+i', scope: 'project' },
  { id: 'pause-run', label: 'app.actionPauseRun', chord: 'mod+shift+space', scope: 'project' },
  { id: 'next-iteration', label: 'app.actionNextIteration', chord: 'mod+alt+arrowright', scope: 'project' },
  {
    id: 'previous-iteration',
    label: 'app.actionPreviousIteration',
    chord: 'mod+alt+arrowleft',
    scope: 'project',
  },
] as const satisfies readonly Shortcut[];

/** The chord in force: the user's own, else the default. */
export function chordFor(shortcut: Shortcut, own: Readonly<Record<string, string>>): string {
  return normaliseChord(own[shortcut.id] ?? shortcut.chord);
}

export interface ShortcutClash {
  readonly chord: string;
  readonly ids: readonly string[];
}

/** Scopes whose keys can be pressed in the same place. */
function meet(a: ShortcutScope, b: ShortcutScope): boolean {
  return !((a === 'text' && b === 'list') || (a === 'list' && b === 'text'));
}

/** Chords that more than one action would answer to. */
export function findClashes(
  shortcuts: readonly Shortcut[],
  own: Readonly<Record<string, string>>,
): readonly ShortcutClash[] {
  const clashes: ShortcutClash[] = [];
  const chords = new Set(shortcuts.map((shortcut) => chordFor(shortcut, own)));
  for (const chord of chords) {
    const users = shortcuts.filter(
      (shortcut) =>
        chordFor(shortcut, own) === chord ||
        (shortcut.also ?? []).some((other) => normaliseChord(other) === chord),
    );
    const real = users.filter((a) => users.some((b) => a !== b && meet(a.scope, b.scope)));
    if (real.length > 1) clashes.push({ chord, ids: real.map(({ id }) => id) });
  }
  return clashes;
}

/** True for chords of a single printable key: they must not act while somebody types. */
export function isPlainKey(chord: string): boolean {
  return !/(^|\+)(mod|ctrl|alt)\+/.test(chord);
}
