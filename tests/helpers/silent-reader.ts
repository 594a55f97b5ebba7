import { parentPort } from 'node:worker_threads';

// Stands for a reader that sits over a file and never comes to an end.
parentPort?.on('message', () => undefined);
