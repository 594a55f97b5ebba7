export function needsBuild(projectDir: string): boolean;
export function buildIfNeeded(projectDir: string, say: (line: string) => void): string | null;
