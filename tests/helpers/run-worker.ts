/**
 * Works the newest run of a project in a process of its own, exactly as `diziner run` does, without the time its other
 * commands take to load. Arguments: project file, address of Ollama. The process id is the one to kill.
 */
import { noMachine } from '#cli/machine.ts';
import { openModels } from '#cli/open-models.ts';
import { runWithProgress } from '#cli/run-project.ts';
import { openProjectFile } from '#core/run/project-file.ts';
import { newestRun } from '#core/store/run-table.ts';
import { toErrorData } from '#shared/errors.ts';

const [project = '', ollamaUrl = ''] = process.argv.slice(2);
const drain = new AbortController();
const abort = new AbortController();
process.on('SIGTERM', () => drain.abort());
try {
  const db = openProjectFile(project);
  const run = newestRun(db);
  if (run === undefined) throw new Error('The project has no run.');
  const models = await openModels(db, {
    ollamaUrl,
    leaves: [],
    // The supervisor of this project is the test's own.
    machine: { ...noMachine(), isSupervisorOrigin: () => true },
  });
  const ended = await runWithProgress(db, models, run, { drain: drain.signal, abort: abort.signal });
  console.log(JSON.stringify({ state: ended.state, reason: ended.reason }));
  db.close();
} catch (error) {
  console.log(JSON.stringify(toErrorData(error)));
  process.exitCode = 1;
}
