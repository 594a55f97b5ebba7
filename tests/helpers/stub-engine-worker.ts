import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import { serveEngine } from '#host/serve-engine.ts';
import { createStubEngine } from './stub-engine.ts';

// A worker whose engine does what the test's method asks for: answer, crash, hang, refuse to start.
const options = workerData as { readonly dataDir: string };
let key: string | null = null;
serveEngine(parentPort!, () => {
  if (options.dataDir === 'unusable') {
    return Promise.reject(new AppError('STORE_TOO_NEW', 'made by a newer version'));
  }
  const engine = createStubEngine({
    'goal.get': ({ projectId }) => {
      if (projectId === 'crash') {
        setImmediate(() => {
          throw new Error('scripted crash');
        });
        return new Promise<never>(() => undefined);
      }
      if (projectId === 'hang') return new Promise<never>(() => undefined);
      if (projectId === 'key') return { goal: key ?? 'none' };
      if (projectId === 'event') engine.emit({ kind: 'projects-change' });
      return { goal: `goal of ${projectId}` };
    },
  });
  const setSecret = (baseUrl: string, given: string | null): void => {
    key = given === null ? null : `${baseUrl} ${given}`;
  };
  return Promise.resolve({ ...engine, setSecret });
});
