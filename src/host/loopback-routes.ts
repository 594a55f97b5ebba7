import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toErrorData, type ErrorCode, type ErrorData } from '#shared/errors.ts';
import type { AccessGate } from './access-gate.ts';
import type { FindAsset } from './assets.ts';
import type { Dispatch, DispatchReply } from './dispatcher.ts';
import type { FileExchange } from './file-exchange.ts';
import { readJsonBody } from './read-body.ts';

export interface LoopbackRoutes {
  readonly gate: AccessGate;
  readonly call: Dispatch;
  readonly findAsset: FindAsset;
  readonly files: FileExchange;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBodyBytes: number;
}

/** Ends a request early with a status of its own. */
class Refused extends Error {
  readonly status: number;
  readonly data: ErrorData;
  constructor(status: number, data: ErrorData) {
    super(data.message);
    this.status = status;
    this.data = data;
  }
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  FILE_TOO_LARGE: 413,
  INVALID_ARGUMENT: 400,
  ALREADY_EXISTS: 409,
  DISK_FULL: 507,
};

function sendReply(response: ServerResponse, status: number, reply: DispatchReply): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(reply));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    // A refused request may still be sending; the rest of it is not read.
    ...(status >= 400 ? { Connection: 'close' } : {}),
  });
  response.end(body);
}

async function sendAsset(routes: LoopbackRoutes, pathname: string, response: ServerResponse): Promise<void> {
  const asset = routes.findAsset(pathname);
  if (asset === undefined) {
    throw new Refused(404, { code: 'NOT_FOUND', message: 'There is no such page.' });
  }
  response.writeHead(200, {
    'Content-Type': asset.mediaType,
    'Cache-Control': asset.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(createReadStream(asset.file), response);
}

async function sendExport(files: FileExchange, path: string, response: ServerResponse): Promise<void> {
  const file = await files.openExport(path);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': file.bytes,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(file.path))}`,
    'Cache-Control': 'no-store',
  });
  await pipeline(createReadStream(file.path), response);
}

/** In a browser, files are written into the export folder only, from where they can be downloaded. */
function refuseForeignPath(method: string, input: unknown, files: FileExchange): void {
  if (method !== 'files.save' && method !== 'export.write' && method !== 'export.target') return;
  const path = typeof input === 'object' && input !== null && 'path' in input ? input.path : null;
  if (typeof path === 'string' && files.isExportPath(path)) return;
  throw new Refused(400, {
    code: 'INVALID_ARGUMENT',
    message: 'In the browser, files are written to the export folder only.',
  });
}

async function answerPost(
  routes: LoopbackRoutes,
  url: URL,
  request: IncomingMessage,
): Promise<DispatchReply> {
  const param = (name: string): string => url.searchParams.get(name) ?? '';
  if (url.pathname.startsWith('/rpc/')) {
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      throw new Refused(415, { code: 'INVALID_ARGUMENT', message: 'The request must be JSON.' });
    }
    const method = url.pathname.slice('/rpc/'.length);
    const input = await readJsonBody(request, routes.maxBodyBytes);
    refuseForeignPath(method, input, routes.files);
    return routes.call(method, input);
  }
  if (url.pathname === '/upload') {
    return { ok: true, value: await routes.files.receive(request, param('batch'), param('path')) };
  }
  if (url.pathname === '/export-path') {
    return { ok: true, value: { path: await routes.files.newExportPath(param('name')) } };
  }
  throw new Refused(404, { code: 'NOT_FOUND', message: 'There is no such address.' });
}

async function answer(
  routes: LoopbackRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(routes.headers)) response.setHeader(name, value);
  const foreign = routes.gate.checkOrigin(request, false);
  if (foreign !== null) throw new Refused(foreign.status, foreign.error);
  // Put after the origin, "//name" stays a path; as a reference it would name another host.
  const url = URL.parse(`http://127.0.0.1${request.url ?? ''}`);
  if (url === null)
    throw new Refused(400, { code: 'INVALID_ARGUMENT', message: 'The address is not valid.' });
  const reading = request.method === 'GET' || request.method === 'HEAD';
  // The built renderer holds nothing private: it is answered without the token.
  if (reading && url.pathname !== '/download') {
    await sendAsset(routes, url.pathname, response);
    return;
  }
  const unknown = routes.gate.checkBearer(request);
  if (unknown !== null) throw new Refused(unknown.status, unknown.error);
  if (request.method === 'GET') await sendExport(routes.files, url.searchParams.get('path') ?? '', response);
  else if (request.method === 'POST') sendReply(response, 200, await answerPost(routes, url, request));
  else throw new Refused(405, { code: 'UNSUPPORTED', message: 'This address does not know the method.' });
}

/** The request handler of the loopback host: gate, static files, RPC, uploads and downloads. Never throws. */
export function createRequestHandler(
  routes: LoopbackRoutes,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      const data = error instanceof Refused ? error.data : toErrorData(error);
      const status = error instanceof Refused ? error.status : (statusOf[data.code] ?? 500);
      sendReply(response, status, { ok: false, error: data });
    });
  };
}
