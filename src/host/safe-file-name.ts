const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name that is one path segment on every system: no separators, no control characters, not hidden, at most 120 UTF-16
 * units with the extension kept. Names that hold nothing usable become "file".
 */
export function safeFileName(name: string): string {
  const cleaned = name
    .toWellFormed()
    .replace(/[\p{Cc}\\/:*?"<>|]/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const usable = cleaned === '' ? 'file' : reservedOnWindows.test(cleaned) ? `_${cleaned}` : cleaned;
  if (usable.length <= 120) return usable;
  const dot = usable.lastIndexOf('.');
  const extension = dot > 0 && usable.length - dot <= 20 ? usable.slice(dot) : '';
  return usable.slice(0, 120 - extension.length).toWellFormed() + extension;
}
