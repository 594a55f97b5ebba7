/** Where an OpenAI-compatible server is when nobody gives an address. */
export const openAiBaseUrl = 'https://api.openai.com/v1';

/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(127(?:\.\d{1,3}){3}|localhost|\[?::1\]?)$/u.test(hostname.toLowerCase());
}

/** True where an address means this computer; false elsewhere, and for text that is no http(s) address. */
export function isLoopbackUrl(address: string): boolean {
  const url = webAddress(address);
  return url !== null && isLoopbackHost(url.hostname);
}

/** `host:port`, the port always named: what hosts are allowed by. null = no http(s) address. */
export function hostOf(address: string): string | null {
  const url = webAddress(address);
  return url === null ? null : hostWithPort(url);
}

/** The same for a parsed http(s) address. */
export function hostWithPort(url: URL): string {
  return `${url.hostname}:${url.port !== '' ? url.port : url.protocol === 'http:' ? '80' : '443'}`;
}

/**
 * Scheme, host and port: what a key belongs to. "localhost" is 127.0.0.1, as the clients take it.
 * null = no http(s) address.
 */
export function originOf(address: string): string | null {
  return webAddress(address)?.origin.replace('://localhost', '://127.0.0.1') ?? null;
}

/**
 * What a user wrote to allow a host, as it is kept: `host:port` of an address or of `host:port`; a bare host name stands
 * for every port. null = none of these.
 */
export function allowedHostOf(text: string): string | null {
  const written = text.trim().toLowerCase();
  const ofAddress = hostOf(written);
  if (ofAddress !== null) return ofAddress;
  if (/[/\s@?#]/u.test(written)) return null;
  const url = webAddress(`http://${written}`);
  if (url === null || !/^(?:[\w.-]+|\[.+\])$/u.test(url.hostname)) return null;
  return /:\d+$/u.test(written) ? hostWithPort(url) : url.hostname;
}

function webAddress(address: string): URL | null {
  const url = URL.parse(address.trim());
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
    ? url
    : null;
}
