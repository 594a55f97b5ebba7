#!/usr/bin/env node
// Checks the Node version before anything that needs a newer one is imported.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
  // The project brings its own Node 24 (devDependency `node`); use it where it is installed.
  const own = path(
    process.platform === 'win32' ? '../node_modules/node/bin/node.exe' : '../node_modules/node/bin/node',
  );
  if (!existsSync(own)) {
    console.error(
      `diziner needs Node 24 or newer; this is Node ${process.versions.node} and the project's own copy is not installed.\n` +
        'Run "npm ci" in the project folder, or install Node 24 from nodejs.org.',
    );
    process.exit(1);
  }
  const child = spawnSync(own, [path('./diziner.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 130);
}

// A checkout runs its TypeScript as it is; an installed package runs the build.
const source = path('../src/cli/index.ts');
const isCheckout = existsSync(source) && !source.includes('node_modules');
const entry = isCheckout ? source : path('../out/main/cli.js');
// Types stripped and code compiled once, in the checkout's own folder: the second start takes half the time. By the
// environment, so that the threads it starts do the same.
if (isCheckout) {
  process.env.NODE_COMPILE_CACHE ??= path('../.cache/compiled');
  module.enableCompileCache();
}
await import(pathToFileURL(entry).href);
