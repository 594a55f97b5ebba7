import { createServer, type Server } from 'node:http';
import { AppError } from '#shared/errors.ts';
import { createAccessGate, createToken } from './access-gate.ts';
import { listAssets } from './assets.ts';
import { securityHeaders } from './csp.ts';
import type { EngineClient } from './engine-thread.ts';
import { attachEventSocket } from './event-socket.ts';
import { createFileExchange } from './file-exchange.ts';
import { createRequestHandler } from './loopback-routes.ts';

export interface LoopbackHostOptions {
  readonly engine: Pick<EngineClient, 'call' | 'subscribe'>;
  /** The built renderer (out/renderer). */
  readonly rendererDir: string;
  /** Uploads and exports live in folders of it. */
  readonly dataDir: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** A fixed token for tests; otherwise 192 random bits. */
  readonly token?: string;
  readonly maxBodyBytes?: number;
  readonly maxUploadBytes?: number;
}

export interface LoopbackHost {
  readonly port: number;
  /** "http://127.0.0.1:port" */
  readonly origin: string;
  /** What a person opens; the token is in the fragment, which browsers never send. */
  readonly url: string;
  readonly token: string;
  /** Ends every connection and removes uploads; the engine stays with its owner. */
  close(): Promise<void>;
}

/** Opens the port on 127.0.0.1 and returns its number. */
async function listen(server: Server, wanted: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', resolve);
    });
  } catch (error) {
    throw new AppError('CONFLICT', `Port ${wanted} of 127.0.0.1 can't be opened.`, {
      cause: error,
      action: 'Choose another port with --port, or leave it out to take a free one.',
    });
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return address.port;
}

/**
 * The same UI and contract as the desktop window, for a browser on this computer. Binds 127.0.0.1 only; every request is
 * checked for Host and Origin, and everything but the static files for the token.
 */
export async function startLoopbackHost(options: LoopbackHostOptions): Promise<LoopbackHost> {
  const token = options.token ?? createToken();
  const findAsset = listAssets(options.rendererDir);
  const files = await createFileExchange(options.dataDir, options.maxUploadBytes ?? 64 * 1024 ** 3);
  // A large upload takes as long as it takes; headers have to come at once.
  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000, maxHeaderSize: 16 * 1024 });
  const port = await listen(server, options.port ?? 0);
  const gate = createAccessGate(port, token);
  const events = attachEventSocket(server, gate, (listener) => options.engine.subscribe(listener));
  server.on(
    'request',
    createRequestHandler({
      gate,
      findAsset,
      files,
      call: (method, input) => options.engine.call(method, input),
      headers: securityHeaders([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]),
      maxBodyBytes: options.maxBodyBytes ?? 160 * 1024 * 1024,
    }),
  );
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    origin,
    url: `${origin}/#token=${token}`,
    token,
    async close() {
      events.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await files.dispose();
    },
  };
}
