import type { HostApi } from '#shared/rpc/api.ts';
import { createBrowserApi } from '../host/browser-api.ts';

/** The preload's `window.api` (desktop), else the loopback host's. Takes the access token out of the address. */
export function findHost(): HostApi {
  return window.api ?? createBrowserApi();
}
