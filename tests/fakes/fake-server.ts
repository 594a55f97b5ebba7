import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#core/llm/clock.ts';
import { FaultQueue, numberArg, type Fault, modeOf } from './fault-queue.ts';

/** One request as the fake saw it. Times are milliseconds of the fake's clock. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly t0: number;
  tFirstByte: number | null;
  tEnd: number | null;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  status: number | null;
}

export interface Exchange {
  readonly request: RecordedRequest;
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly response: ServerResponse;
  /** Aborts when the client goes away or the fake closes. */
  readonly gone: AbortSignal;
  readonly fault: Fault | undefined;
}

export interface FakeServer {
  readonly url: string;
  readonly requests: RecordedRequest[];
  readonly faults: FaultQueue;
  fault(fault: Fault): void;
  /** Stops listening (connections are refused) until `listenAgain`. */
  stopListening(): Promise<void>;
  listenAgain(): Promise<void>;
  close(): Promise<void>;
}

export interface FakeServerOptions {
  readonly clock: Clock;
  readonly port?: number;
  /** Requests kept in `requests`; older ones are dropped. Default: all. */
  readonly recordLimit?: number;
  readonly handle: (exchange: Exchange) => Promise<void> | void;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A loopback HTTP server with a fault queue and a record of everything that arrived. */
export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const { clock } = options;
  const requests: RecordedRequest[] = [];
  const faults = new FaultQueue();
  const closing = new AbortController();
  let port = options.port ?? 0;

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const rawBody = Buffer.concat(chunks).toString('utf8');
    const path = (message.url ?? '/').split('?')[0] ?? '/';
    let body: unknown = rawBody;
    try {
      if (rawBody !== '') body = JSON.parse(rawBody);
    } catch {
      body = rawBody; // kept as text; the handlers answer 400
    }
    if (path === '/__fake/fault') {
      if (isRecord(body)) faults.add(body as unknown as Fault);
      response.writeHead(204).end();
      return;
    }
    const gone = new AbortController();
    const request: RecordedRequest = {
      method: message.method ?? 'GET',
      path,
      headers: message.headers,
      body,
      t0: clock.now(),
      tFirstByte: null,
      tEnd: null,
      aborted: false,
      status: null,
    };
    requests.push(request);
    if (requests.length > (options.recordLimit ?? Infinity)) requests.shift();
    response.once('close', () => {
      request.tEnd = clock.now();
      request.status = response.headersSent ? response.statusCode : null;
      request.aborted = !response.writableFinished;
      gone.abort();
    });
    // Taken off again when the exchange is over: a soak makes thousands of them.
    closing.signal.addEventListener('abort', () => gone.abort(), { once: true, signal: gone.signal });
    const fields = isRecord(body) ? body : {};
    const named = fields['model'] ?? fields['name'];
    const model = typeof named === 'string' ? named : '';
    const fault = faults.take({ path, model, rawBody });
    const exchange: Exchange = { request, body: fields, model, response, gone: gone.signal, fault };
    try {
      if (!(await transportFault(exchange, clock, fake))) await options.handle(exchange);
    } catch (error) {
      if (gone.signal.aborted) return;
      if (!response.headersSent) sendJson(response, 500, { error: String(error) });
      else response.destroy();
    }
  };

  let server: Server;
  const listen = async (): Promise<void> => {
    server = createServer({ keepAlive: true }, (message, response) => {
      serve(message, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  await listen();
  const fake: FakeServer = {
    url: `http://127.0.0.1:${port}`,
    requests,
    faults,
    fault: (fault) => faults.add(fault),
    stopListening: stop,
    listenAgain: listen,
    close: async () => {
      closing.abort();
      await stop();
    },
  };
  return fake;
}

/** Faults below the protocol. @returns true when the exchange is over */
async function transportFault(exchange: Exchange, clock: Clock, fake: FakeServer): Promise<boolean> {
  const { fault, response, gone } = exchange;
  switch (modeOf(fault)) {
    case 'latency':
      await clock.sleep(numberArg(fault, 'ms', 1000), gone);
      return false;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'refuse':
      response.socket?.resetAndDestroy();
      await fake.stopListening();
      clock.schedule(numberArg(fault, 'ms', 1000), () => void fake.listenAgain());
      return true;
    case 'hangBeforeHeaders':
      return true; // nothing is ever written; the client must give up
    case '200html':
      sendText(response, 200, '<!doctype html><title>Router login</title>', 'text/html');
      return true;
    case '502html':
      sendText(response, 502, '<html><body>Bad Gateway</body></html>', 'text/html');
      return true;
    case 'emptyBody':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 0 }).end();
      return true;
    case 'redirect':
      response.writeHead(307, { location: String(fault?.args?.['to'] ?? 'http://192.0.2.1/') }).end();
      return true;
    default:
      return false;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(value));
}

export function sendText(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}
