/**
 * Which imports this process is working on. A process id alone would not do: after a kill a new process may get the
 * same id (in a container it always does) and would take the remains for its own work.
 */
const held = new Set<string>();

const keyOf = (projectPath: string, importId: number): string => `${importId}\u0000${projectPath}`;

export function holdImport(projectPath: string, importId: number): void {
  held.add(keyOf(projectPath, importId));
}

export function releaseImport(projectPath: string, importId: number): void {
  held.delete(keyOf(projectPath, importId));
}

/** True where the import's process still works on it. */
export function isImportHeld(projectPath: string, importId: number, holder: number): boolean {
  if (holder === process.pid) return held.has(keyOf(projectPath, importId));
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
