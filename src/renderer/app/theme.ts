import type { Settings } from '#shared/rpc/system.ts';

export type Theme = 'light' | 'dark';

export function resolveTheme(choice: Settings['theme'], systemIsDark: boolean): Theme {
  if (choice === 'system') return systemIsDark ? 'dark' : 'light';
  return choice;
}

const faces: Readonly<Record<Settings['documentFace'], string>> = {
  sans: 'var(--font-sans)',
  serif: 'var(--font-serif)',
  legible: 'var(--font-legible)',
};

/** Puts theme and reading preferences on the root element. */
export function applyAppearance(settings: Settings, systemIsDark: boolean, root: HTMLElement): void {
  root.dataset['theme'] = resolveTheme(settings.theme, systemIsDark);
  root.style.setProperty('--document-size', `${settings.documentTextSize / 16}rem`);
  root.style.setProperty('--document-width', String(settings.documentWidth));
  root.style.setProperty('--document-font', faces[settings.documentFace]);
}
