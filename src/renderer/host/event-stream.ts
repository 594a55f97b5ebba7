import { engineEventSchema, type EngineEvent } from '#shared/rpc/events.ts';

export interface EventStream {
  /** Returns a function that ends the subscription. The socket opens with the first listener. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
}

const firstDelayMs = 250;
const longestDelayMs = 8_000;

/**
 * Engine events over a WebSocket that comes back after every loss. Events missed meanwhile can't be replayed, so after a
 * reconnect `resync` names the events that make every view read its state anew.
 */
export function createEventStream(token: string, resync: () => readonly EngineEvent[]): EventStream {
  const listeners = new Set<(event: EngineEvent) => void>();
  let socket: WebSocket | null = null;
  let delayMs = firstDelayMs;
  let connectedBefore = false;

  const emit = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const connect = (): void => {
    socket = new WebSocket(`ws://${location.host}/events`, ['diziner.v1', token]);
    socket.onopen = () => {
      delayMs = firstDelayMs;
      if (connectedBefore) resync().forEach(emit);
      connectedBefore = true;
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      const parsed = engineEventSchema.safeParse(JSON.parse(message.data));
      // "hello" and the events of a newer host are not for us.
      if (parsed.success) emit(parsed.data);
    };
    socket.onclose = () => {
      setTimeout(connect, delayMs);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    };
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (socket === null) connect();
      return () => void listeners.delete(listener);
    },
  };
}
