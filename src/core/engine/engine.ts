import type { RpcHandlers } from '#shared/rpc/contract.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';

/** Everything the product does, without Electron and without an HTTP server. Hosts put it behind a transport. */
export interface Engine {
  /** Inputs are already validated; outputs are validated by the dispatcher. */
  readonly handlers: RpcHandlers;
  /** Returns a function that ends the subscription. Listeners never throw into the engine. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Stops dispatching, lets transactions end, closes every store. Running work stays resumable. */
  close(): Promise<void>;
}
