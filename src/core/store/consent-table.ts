import type { Database } from 'better-sqlite3';
import type { HostConsent, HostPurpose } from '#shared/domain/host-consent.ts';

/** What the user allowed on this computer; in the app store, because a project file may come from somebody else. */
export function listConsents(app: Database): HostConsent[] {
  const rows = app.prepare(`SELECT host, purpose, at FROM host_consent ORDER BY host, purpose`).all();
  return rows as HostConsent[];
}

/** @param host `host:port` */
export function allowHost(app: Database, host: string, purpose: HostPurpose, at: string): void {
  app
    .prepare(`INSERT INTO host_consent(host, purpose, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`)
    .run(host, purpose, at);
}

export function forgetHost(app: Database, host: string, purpose: HostPurpose): void {
  app.prepare(`DELETE FROM host_consent WHERE host = ? AND purpose = ?`).run(host, purpose);
}

/** The user gave this address of a supervisor on this computer, so the environment's key may go there. */
export function rememberSupervisorOrigin(app: Database, origin: string, at: string): void {
  app
    .prepare(`INSERT INTO supervisor_origin(origin, at) VALUES (?, ?) ON CONFLICT DO NOTHING`)
    .run(origin, at);
}

export function isSupervisorOrigin(app: Database, origin: string): boolean {
  return app.prepare(`SELECT 1 FROM supervisor_origin WHERE origin = ?`).pluck().get(origin) !== undefined;
}
