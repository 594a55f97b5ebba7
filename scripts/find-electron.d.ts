export function findElectron(
  projectDir: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null;
