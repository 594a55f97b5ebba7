import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
};

export interface Asset {
  /** Absolute path of the file. */
  readonly file: string;
  readonly mediaType: string;
  /** True where the name carries a content hash, so that a browser may keep it. */
  readonly immutable: boolean;
}

/** Finds the file behind a URL path ("/" is index.html); undefined where the renderer has no such file. */
export type FindAsset = (pathname: string) => Asset | undefined;

/**
 * The files of the built renderer, listed once. Only a listed path can be answered, so no path a caller makes up leads
 * out of the folder.
 */
export function listAssets(rendererDir: string): FindAsset {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(rendererDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const pathname = file.slice(rendererDir.length).replaceAll('\\', '/').replace(/^\/*/, '/');
    assets.set(pathname, {
      file,
      mediaType: mediaTypes[extname(entry.name).toLowerCase()] ?? 'application/octet-stream',
      immutable: pathname.startsWith('/assets/'),
    });
  }
  const index = assets.get('/index.html');
  if (index !== undefined) assets.set('/', index);
  return (pathname) => assets.get(pathname);
}
