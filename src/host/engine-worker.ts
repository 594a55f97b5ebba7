import { parentPort, workerData } from 'node:worker_threads';
import { createEngine } from '#core/engine/create-engine.ts';
import type { EngineOptions } from './engine-protocol.ts';
import { serveEngine } from './serve-engine.ts';

// The entry of the engine thread: nothing here may touch the window, Electron or HTTP.
if (parentPort === null) throw new Error('engine-worker must run in a worker thread');
const options = workerData as EngineOptions;
serveEngine(parentPort, () => createEngine(options));
