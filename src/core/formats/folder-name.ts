/** Name of a document's files in a folder export: the id made safe, behind its number so that order is kept. */
export function folderName(id: string, index: number): string {
  const safe = id
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '')
    .slice(0, 80);
  return `${String(index + 1).padStart(6, '0')}-${safe === '' ? 'document' : safe}`;
}

/** The index in the name of such a file; -1 in any other. */
export function indexOfName(file: string): number {
  const number = /^(\d{6,})-/.exec(file)?.[1];
  return number === undefined ? -1 : Number(number) - 1;
}
