import type { Protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import type { FindAsset } from '#host/assets.ts';

/** The window's origin. `file://` would refuse module scripts and give every file the same origin. */
export const appScheme = 'app';
export const appOrigin = 'app://diziner';
export const appUrl = `${appOrigin}/index.html`;

/** Must run before the app is ready. No CSP bypass, no service workers, no CORS exemption. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Answers app://diziner/… with the built renderer's files, each with the security headers of the browser host. Only
 * listed files exist; another host, a method other than GET or an unknown path is refused.
 */
export function serveRenderer(
  protocol: Pick<Protocol, 'handle'>,
  findAsset: FindAsset,
  securityHeaders: Readonly<Record<string, string>>,
): void {
  const refuse = (status: number) => new Response(null, { status, headers: securityHeaders });
  protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== appOrigin) return refuse(404);
    if (request.method !== 'GET') return refuse(405);
    const asset = findAsset(url.pathname);
    if (asset === undefined) return refuse(404);
    try {
      const body = new Uint8Array(await readFile(asset.file));
      return new Response(body, { headers: { ...securityHeaders, 'Content-Type': asset.mediaType } });
    } catch {
      return refuse(404); // the installation lost a file
    }
  });
}
