import type { App, Session, WebContents } from 'electron';
import { appOrigin } from './app-protocol.ts';

/** Pages the help texts link to; they open in the user's own browser, never in the app. */
const externalHosts: ReadonlySet<string> = new Set(['ollama.com', 'platform.openai.com']);

export function isExternalLinkAllowed(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    externalHosts.has(url.hostname)
  );
}

/** "Copy details" writes text to the clipboard after a click; reading it stays denied. */
const grantedPermission = 'clipboard-sanitized-write';

/** No camera, microphone, geolocation, USB … : all but one permission is denied, and that one to our own page only. */
export function denyPermissions(session: Session): void {
  const isOwn = (address: string) => `${address}/`.startsWith(`${appOrigin}/`);
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === grantedPermission && isOwn(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === grantedPermission && isOwn(origin),
  );
  session.setDevicePermissionHandler(() => false);
}

/**
 * The window may load the app's own origin and nothing else: not by script, not by a redirect, not in a frame. The
 * engine has its own connections; the window needs none.
 */
export function denyForeignRequests(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    const own = details.url.startsWith(`${appOrigin}/`) || /^(data|blob|devtools):/.test(details.url);
    callback({ cancel: !own });
  });
}

/** Applies to every web contents that ever comes into being, so that no window can be forgotten. */
export function denyNavigation(
  app: Pick<App, 'on'>,
  openExternal: (address: string) => Promise<unknown>,
): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, openExternal));
}

function lockContents(contents: WebContents, openExternal: (address: string) => Promise<unknown>): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLinkAllowed(url)) void openExternal(url);
    return { action: 'deny' };
  });
}
