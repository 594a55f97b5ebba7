import type { ErrorData } from '#shared/errors.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import type { DispatchReply } from './dispatcher.ts';

/** Plain data, because it crosses into the worker. */
export type { EngineOptions } from '#core/engine/engine-options.ts';

/** Main thread → engine thread. */
export type ToEngine =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  /** An API key from the OS key store, for the server at this address; null forgets it. Never logged, never stored. */
  | { readonly kind: 'secret'; readonly baseUrl: string; readonly key: string | null }
  | { readonly kind: 'close' };

/** Engine thread → main thread. */
export type FromEngine =
  | { readonly kind: 'ready' }
  /** The engine could not be created; the thread ends after this. */
  | { readonly kind: 'unusable'; readonly error: ErrorData }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: DispatchReply }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  | { readonly kind: 'closed' };
