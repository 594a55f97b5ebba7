/** True on macOS, where "mod" is the Command key. */
export function isMac(platform = typeof navigator === 'undefined' ? '' : navigator.platform): boolean {
  return /^(mac|iphone|ipad)/i.test(platform);
}

const names: Readonly<Record<string, readonly [mac: string, other: string]>> = {
  mod: ['⌘', 'Ctrl'],
  ctrl: ['⌃', 'Ctrl'],
  alt: ['⌥', 'Alt'],
  shift: ['⇧', 'Shift'],
  enter: ['↩', 'Enter'],
  escape: ['esc', 'Esc'],
  backspace: ['⌫', 'Backspace'],
  delete: ['⌦', 'Del'],
  arrowup: ['↑', '↑'],
  arrowdown: ['↓', '↓'],
  arrowleft: ['←', '←'],
  arrowright: ['→', '→'],
  pageup: ['Page Up', 'Page Up'],
  pagedown: ['Page Down', 'Page Down'],
  space: ['Space', 'Space'],
  slash: ['/', '/'],
  questionmark: ['?', '?'],
};

/** "mod+shift+z" → ["Ctrl", "Shift", "Z"] (or the Mac signs), in the order a person presses them. */
export function describeChord(chord: string, mac = isMac()): readonly string[] {
  return chord
    .toLowerCase()
    .split('+')
    .map((key) => names[key]?.[mac ? 0 : 1] ?? (key.length === 1 ? key.toUpperCase() : capitalise(key)));
}

function capitalise(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const modifiers = ['mod', 'ctrl', 'alt', 'shift'] as const;

/** One spelling per chord: modifiers in a fixed order, lower case ("Shift+Mod+Z" → "mod+shift+z"). */
export function normaliseChord(chord: string): string {
  const keys = chord
    .toLowerCase()
    .split('+')
    .map((key) => key.trim());
  const held = modifiers.filter((modifier) => keys.includes(modifier));
  const rest = keys.filter((key) => !(modifiers as readonly string[]).includes(key));
  return [...held, ...rest].join('+');
}

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * The chord of a key press, or null while only modifiers are down. Digits come from `code`, so that AZERTY works;
 * letters from `key`, so that QWERTZ shows what is printed. A shifted sign ("?") stands for itself without "shift".
 */
export function chordOf(press: KeyPress, mac = isMac()): string | null {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead'].includes(press.key)) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const key = digit ?? keyName(press.key);
  const isSign = digit === undefined && press.key.length === 1 && !/[\p{L}\p{N} ]/u.test(press.key);
  const held = [
    (mac ? press.metaKey : press.ctrlKey) && 'mod',
    mac && press.ctrlKey && 'ctrl',
    press.altKey && 'alt',
    press.shiftKey && !isSign && 'shift',
  ].filter((part) => part !== false);
  return [...held, key].join('+');
}

function keyName(key: string): string {
  if (key === ' ') return 'space';
  if (key === '/') return 'slash';
  if (key === '?') return 'questionmark';
  if (key === '+') return 'plus';
  return key.toLowerCase();
}
