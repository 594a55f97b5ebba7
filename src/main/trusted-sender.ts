import type { IpcMainInvokeEvent } from 'electron';
import { appOrigin } from './app-protocol.ts';

/** True for the main frame of our own page; a sub-frame, another origin or a frame that is gone is refused. */
export function isTrustedSender(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(`${appOrigin}/`);
}
