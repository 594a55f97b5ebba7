/**
 * `npm start`: builds what is not built, then opens the desktop window. Where Electron's program is absent and can't be
 * fetched, one line says so and the same user interface opens in the browser. `npm start -- --browser` goes there at once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildIfNeeded } from './build-if-needed.js';
import { findElectron } from './find-electron.js';

const projectDir = resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);

const failure = buildIfNeeded(projectDir, (line) => console.error(line));
if (failure !== null) {
  console.error(failure);
  console.error('The build failed; run "npm ci" and try again.');
  process.exit(1);
}

const electron = args.includes('--browser')
  ? null
  : (findElectron(projectDir, process.env) ?? fetchElectron());
const rest = args.filter((argument) => argument !== '--browser');
const child =
  electron === null
    ? spawn(process.execPath, [join(projectDir, 'bin/diziner.js'), 'serve', '--open', ...rest], {
        stdio: 'inherit',
      })
    : spawn(electron, [projectDir, ...rest], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`DiZiNER could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 130));

/** One attempt of the electron package's own installer; it checks the download against the checksums it came with. */
function fetchElectron() {
  process.stderr.write('Electron is not here yet, fetching it (once) … ');
  const installer = join(projectDir, 'node_modules', 'electron', 'install.js');
  spawnSync(process.execPath, [installer], { stdio: 'ignore', timeout: 600_000 });
  const found = findElectron(projectDir, process.env);
  console.error(found === null ? 'not possible: DiZiNER opens in your browser instead.' : 'done.');
  return found;
}
