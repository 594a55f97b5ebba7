import { freemem } from 'node:os';
import { isLoopbackUrl } from '#shared/domain/address.ts';
import type { Room } from './residents.ts';

/** What a server keeps in memory at once unless told otherwise: three models per GPU, three on the CPU. */
export const foreignMaxLoaded = 3;
/** What we tell a server of ours: eight annotators and a supervisor. It still loads only what fits. */
export const ownMaxLoaded = 9;

/** Memory for the models of a server on this computer; null for one elsewhere, whose memory nobody here knows. */
export function localRoom(ollamaUrl: string, isOwn: boolean): Room | null {
  if (!isLoopbackUrl(ollamaUrl)) return null;
  return { freeBytes: freemem(), maxLoaded: isOwn ? ownMaxLoaded : foreignMaxLoaded };
}
