/** Hash paths of the app; every place has an address. */
export const steps = [
  'corpus',
  'schema',
  'goal',
  'annotators',
  'supervisor',
  'run',
  'results',
  'compare',
  'questions',
  'guidelines',
  'label',
  'export',
] as const;
export type Step = (typeof steps)[number];

export const homePath = '/';
export const projectsPath = '/projects';
export const settingsPath = '/settings';

export function stepPath(projectId: string, step: Step): string {
  return `/p/${encodeURIComponent(projectId)}/${step}`;
}
export function documentPath(projectId: string, key: number): string {
  return `${stepPath(projectId, 'corpus')}/${key}`;
}
export function importPath(projectId: string): string {
  return `/p/${encodeURIComponent(projectId)}/import`;
}

/** The project an address is in, or null. */
export function projectIdOf(location: string): string | null {
  const match = /^\/p\/([^/]+)/.exec(location)?.[1];
  return match === undefined ? null : decodeURIComponent(match);
}

/** The step an address is at; importing belongs to the corpus. */
export function stepOf(location: string): Step | null {
  const part = /^\/p\/[^/]+\/([^/]+)/.exec(location)?.[1];
  if (part === 'import') return 'corpus';
  return steps.find((step) => step === part) ?? null;
}
