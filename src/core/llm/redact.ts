/** Takes out everything that looks like a key: sk-…, Bearer …, and any secret given. Also the half-hidden forms servers echo. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, '[key]');
  }
  return clean
    .replaceAll(/\b(?:sk|rk|pk)-[A-Za-z0-9_*.-]{4,}/gu, '[key]')
    .replaceAll(/\bBearer\s+[^\s"',]+/giu, 'Bearer [key]')
    .replaceAll(/\b(api[-_ ]?key["']?\s*[:=]\s*["']?)[^\s"',}]{4,}/giu, '$1[key]');
}
