import { timingSafeEqual, createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorData } from '#shared/errors.ts';

/** The name of our event protocol; the second sub-protocol a client offers is the token. */
export const eventProtocol = 'diziner.v1';

export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly error: ErrorData;
}

export interface AccessGate {
  /** Host header names this server itself (DNS rebinding), and a browser's Origin is this server's own. */
  checkOrigin(request: IncomingMessage, originRequired: boolean): Refusal | null;
  checkBearer(request: IncomingMessage): Refusal | null;
  checkSubProtocol(request: IncomingMessage): Refusal | null;
}

/** 192 bits, URL-safe and valid as a WebSocket sub-protocol name. */
export function createToken(): string {
  return randomBytes(24).toString('base64url');
}

const refusal = (status: Refusal['status'], message: string): Refusal => ({
  status,
  error: {
    code: 'PRIVACY_BLOCKED',
    message,
    action: 'Open the exact address that "diziner serve" printed.',
  },
});

/** Who may talk to the loopback host: pages it served itself, and callers that hold the token. */
export function createAccessGate(port: number, token: string): AccessGate {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  // Hashing makes both sides equally long, which timingSafeEqual needs.
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  const matches = (candidate: string): boolean => timingSafeEqual(digest(candidate), expected);

  return {
    checkOrigin(request, originRequired) {
      const { host, origin } = request.headers;
      if (host === undefined || !hosts.has(host)) {
        return refusal(403, 'The request was addressed to another host name.');
      }
      const site = request.headers['sec-fetch-site'];
      if (origin === undefined ? originRequired : origin !== `http://${host}`) {
        return refusal(403, 'The request came from another web page.');
      }
      if (site !== undefined && site !== 'same-origin' && site !== 'none') {
        return refusal(403, 'The request came from another web page.');
      }
      return null;
    },
    checkBearer(request) {
      const header = request.headers.authorization ?? '';
      const given = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : '';
      return matches(given) ? null : refusal(401, 'The access token is missing or wrong.');
    },
    checkSubProtocol(request) {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      const valid = offered.length === 2 && offered[0] === eventProtocol && matches(offered[1] ?? '');
      return valid ? null : refusal(401, 'The access token is missing or wrong.');
    },
  };
}
