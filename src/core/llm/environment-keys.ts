import { openAiBaseUrl, originOf } from '#shared/domain/address.ts';

/** What the environment says about keys; never written anywhere. */
export interface EnvironmentKeys {
  /** OPENAI_API_KEY. */
  readonly openAiKey?: string;
  /** DIZINER_API_KEYS: `ORIGIN=KEY` for each further server, separated by white space. */
  readonly apiKeys?: string;
}

/**
 * The environment's key for a server. OPENAI_API_KEY belongs to api.openai.com and to supervisor addresses that the user
 * gave in person (`isChosen`, by origin): an address that merely stands in a project file does not get it.
 */
export function environmentKeyFor(
  keys: EnvironmentKeys,
  baseUrl: string,
  isChosen: (origin: string) => boolean,
): string | null {
  const origin = originOf(baseUrl);
  if (origin === null) return null;
  const own = keysByOrigin(keys.apiKeys ?? '').get(origin);
  if (own !== undefined) return own;
  return origin === originOf(openAiBaseUrl) || isChosen(origin) ? (keys.openAiKey ?? null) : null;
}

function keysByOrigin(text: string): Map<string, string> {
  return new Map(
    text.split(/\s+/u).flatMap((entry) => {
      const at = entry.indexOf('=');
      const origin = at < 0 ? null : originOf(entry.slice(0, at));
      return origin === null || at + 1 === entry.length ? [] : [[origin, entry.slice(at + 1)]];
    }),
  );
}
