import type { Database } from 'better-sqlite3';

/** Answers keyed by the hash of everything that determines them; see core/llm/cached-client. */
export function createResponseCache(
  db: Database,
  now: () => string,
): { get(key: string): unknown; put(key: string, outcome: unknown): void } {
  return {
    get(key) {
      const text = db.prepare(`SELECT outcome FROM response_cache WHERE key = ?`).pluck().get(key) as
        string | undefined;
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    put(key, outcome) {
      db.prepare(`INSERT OR REPLACE INTO response_cache(key, outcome, at) VALUES (?, ?, ?)`).run(
        key,
        JSON.stringify(outcome),
        now(),
      );
    },
  };
}
