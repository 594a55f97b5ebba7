#!/usr/bin/env node
// A stand-in for the `ollama` program: `ollama serve` and `ollama --version` as llm-protocols 1.8 describes them.
// FAKE_OLLAMA_READY_MS delays the first answer, FAKE_OLLAMA_BUSY=1 plays a taken port, FAKE_OLLAMA_DEAF=1 ignores SIGTERM.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers';

const version = '0.33.0';
const [command] = process.argv.slice(2);
if (command === '--version') {
  console.log(`ollama version is ${version}`);
  process.exit(0);
}
if (command !== 'serve') {
  console.error(`Error: unknown command "${command}" for "ollama"`);
  process.exit(1);
}
const [host, port] = (process.env.OLLAMA_HOST ?? '127.0.0.1:11434').split(':');
if (process.env.FAKE_OLLAMA_BUSY === '1') {
  console.error(`Error: listen tcp ${host}:${port}: bind: address already in use`);
  process.exit(1);
}
// Stands for llama-server: lives in the same process group and must not outlive it.
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
const readyAt = Date.now() + Number(process.env.FAKE_OLLAMA_READY_MS ?? 0);
const server = createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    if (request.url === '/api/version') response.end(JSON.stringify({ version }));
    else if (request.url === '/__fake/env')
      response.end(JSON.stringify({ env: process.env, child: child.pid }));
    else if (request.url === '/api/pull') response.end('{"status":"success"}\n');
    else response.end(JSON.stringify({ models: [] }));
  };
  setTimeout(answer, Math.max(0, readyAt - Date.now()));
});
server.listen(Number(port), host, () => {
  const { port: real } = server.address();
  console.error(
    `time=2026-08-21T00:00:00.000Z level=INFO source=routes.go:1 msg="Listening on ${host}:${real} (version ${version})"`,
  );
});
process.on('SIGTERM', () => {
  if (process.env.FAKE_OLLAMA_DEAF === '1') return;
  child.kill();
  process.exit(0);
});
