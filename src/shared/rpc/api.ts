import type { ErrorData } from '../errors.ts';
import type { RpcInput, RpcMethod, RpcOutput } from './contract.ts';
import type { EngineEvent } from './events.ts';

export type RpcReply<M extends RpcMethod> =
  { readonly ok: true; readonly value: RpcOutput<M> } | { readonly ok: false; readonly error: ErrorData };

/** A file the user picked: a path the engine can read (uploads get one too). */
export interface PickedFile {
  readonly path: string;
  readonly name: string;
}

/**
 * What the renderer sees of its host; `window.api` in Electron (preload) and an equal object over HTTP + WebSocket in
 * the browser host. Nothing else is exposed.
 */
export interface HostApi {
  readonly host: 'desktop' | 'browser';
  call<M extends RpcMethod>(method: M, input: RpcInput<M>): Promise<RpcReply<M>>;
  /** Returns a function that ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Native dialog (desktop) or file input + upload (browser). Empty when cancelled. */
  pickFiles(options: {
    readonly folder?: boolean;
    readonly multiple?: boolean;
    readonly extensions?: readonly string[];
  }): Promise<readonly PickedFile[]>;
  /** Makes dropped browser File objects readable by the engine. */
  adoptFiles(files: readonly unknown[]): Promise<readonly PickedFile[]>;
  /** Native save dialog; in a browser a path in the host's export folder that `download` can fetch. Null when cancelled. */
  pickSavePath(suggestedName: string): Promise<string | null>;
  /** Shows a written file: reveals it in its folder (desktop) or downloads it (browser). */
  reveal(path: string): Promise<void>;
  /** Badge/taskbar progress 0..1, null to clear; no-op in a browser. */
  setProgress(fraction: number | null): void;
  notify(title: string, body: string): void;
}
