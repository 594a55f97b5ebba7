import { existsSync } from 'node:fs';

/**
 * The entry of a worker thread. A checkout runs the TypeScript file beside the one that asks; a bundle has `<name>.js`
 * beside or above its chunks.
 * @param from `import.meta.url` of the file that asks
 */
export function workerFile(name: string, from: string): URL {
  const names = from.endsWith('.ts') ? [`${name}.ts`] : [`${name}.js`, `../${name}.js`];
  const found = names.map((file) => new URL(file, from)).find((url) => existsSync(url));
  if (found === undefined) throw new Error(`The worker ${name} is missing beside ${from}`);
  return found;
}
