const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Real model files are never this small; cloud stubs are a few hundred bytes. */
const smallestModelBytes = 100_000;

/** Names that Ollama answers from its cloud even when nothing was pulled (llm-protocols 1.9). */
export function isCloudModelName(name: string): boolean {
  const tag = name.split('/').at(-1)?.split(':')[1]?.toLowerCase() ?? '';
  if (name.toLowerCase().endsWith(':local')) return false;
  return tag === 'cloud' || tag.endsWith('-cloud');
}

/** True for anything from tags, show or an answer that names another host, or is too small to hold a model. */
export function isCloudEntry(entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  const { remote_host: host, remote_model: model, size, name } = entry;
  if ((typeof host === 'string' && host !== '') || (typeof model === 'string' && model !== '')) return true;
  if (typeof name === 'string' && isCloudModelName(name)) return true;
  return typeof size === 'number' && size > 0 && size < smallestModelBytes;
}

/** The tag Ollama adds when none is given. */
export function withTag(name: string): string {
  return (name.split('/').at(-1) ?? name).includes(':') ? name : `${name}:latest`;
}
