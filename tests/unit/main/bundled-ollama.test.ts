import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundledOllamaDir } from '../../../src/main/bundled-ollama.ts';

it('a bundled Ollama lies beside the archive in an installed app, and in the resources of a checkout', () => {
  expect(bundledOllamaDir(true, '/opt/DiZiNER/resources', '/opt/DiZiNER/resources/app.asar')).toBe(
    join('/opt/DiZiNER/resources', 'ollama'),
  );
  expect(bundledOllamaDir(false, '/electron/resources', '/home/ada/diziner')).toBe(
    join('/home/ada/diziner', 'resources', 'ollama'),
  );
});
