/** Name of a document's files in a folder export: the id made safe, behind its number so that order is kept. */
export function folderName(id: string, index: number): string {
  const safe = id
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '')
    .slice(0, 80);
  return `${String(index + 1).padStart(6, '0')}-${safe === '' ? 'document' : safe}`;
}
