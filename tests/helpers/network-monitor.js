/**
 * Loaded with `node --import` before anything of the product: writes every address this process (or one of its threads)
 * looks up or connects to, one JSON line each, into the file that NETWORK_MONITOR_LOG names.
 */
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { threadId } from 'node:worker_threads';

const log = process.env['NETWORK_MONITOR_LOG'] ?? '';
const write = (entry) => appendFileSync(log, `${JSON.stringify({ ...entry, thread: threadId })}\n`);

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectSeen(...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === 'object' && first !== null ? first : { port: first, host: second };
  if (options.path === undefined || options.path === null) {
    write({ kind: 'connect', host: String(options.host ?? 'localhost'), port: Number(options.port) });
  } else write({ kind: 'pipe', host: String(options.path), port: 0 });
  return connect.apply(this, args);
};
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  const original = dns[name];
  dns[name] = (host, ...rest) => {
    write({ kind: 'lookup', host: String(host), port: 0 });
    return original(host, ...rest);
  };
}
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  const original = dns.promises[name];
  dns.promises[name] = (host, ...rest) => {
    write({ kind: 'lookup', host: String(host), port: 0 });
    return original(host, ...rest);
  };
}
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function sendSeen(...args) {
  write({
    kind: 'datagram',
    host: String(args.findLast((value) => typeof value === 'string') ?? ''),
    port: 0,
  });
  return send.apply(this, args);
};
syncBuiltinESMExports();
write({ kind: 'started', host: '', port: 0 });
