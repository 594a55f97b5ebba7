import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { eventProtocol, type AccessGate } from './access-gate.ts';

/** A listener this far behind is cut off; it reconnects and reads the state anew. */
const maxBufferedBytes = 16 * 1024 * 1024;
const pingEveryMs = 30_000;

export interface EventSocket {
  close(): void;
}

/** Sends every engine event to the pages that hold the token, as JSON over GET /events. Clients may not send anything. */
export function attachEventSocket(
  server: Server,
  gate: AccessGate,
  subscribe: (listener: (event: EngineEvent) => void) => () => void,
): EventSocket {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    handleProtocols: (offered) => (offered.has(eventProtocol) ? eventProtocol : false),
  });
  const refuse = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (request.url !== '/events') {
      refuse(socket, '404 Not Found');
      return;
    }
    const refusal = gate.checkOrigin(request, true) ?? gate.checkSubProtocol(request);
    if (refusal !== null) {
      refuse(socket, `${refusal.status} Refused`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      client.on('message', () => client.close(1008, 'events only'));
      client.send('{"kind":"hello"}');
    });
  });

  const unsubscribe = subscribe((event) => {
    if (sockets.clients.size === 0) return;
    const text = JSON.stringify(event);
    for (const client of sockets.clients) {
      if (client.bufferedAmount > maxBufferedBytes) client.terminate();
      else client.send(text);
    }
  });
  const pinging = setInterval(() => {
    for (const client of sockets.clients) client.ping();
  }, pingEveryMs);
  pinging.unref();

  return {
    close() {
      clearInterval(pinging);
      unsubscribe();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
