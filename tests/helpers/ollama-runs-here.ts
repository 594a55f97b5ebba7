import { connect } from 'node:net';

/** True where a real Ollama is in reach: the app then attaches to it, and tests of starting one have no subject. */
export async function ollamaRunsHere(): Promise<boolean> {
  if (process.env['OLLAMA_HOST'] !== undefined) return true;
  return new Promise<boolean>((answer) => {
    const socket = connect(11_434, '127.0.0.1');
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
    socket.unref();
  });
}
