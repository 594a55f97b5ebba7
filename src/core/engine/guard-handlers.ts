import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { asFileError } from '#core/store/file-error.ts';
import { asStoreError } from '#core/store/open-store.ts';

type Handler = (input: unknown) => unknown;

/**
 * Handlers whose failures of SQLite and the file system (damaged, locked, full disk …) say what, where and what to do,
 * whichever statement met them.
 */
export function guardHandlers(
  handlers: RpcHandlers,
  pathOf: (projectId: string) => string | undefined,
): RpcHandlers {
  const translate = (error: unknown, input: unknown): unknown => {
    const projectId =
      typeof input === 'object' && input !== null && 'projectId' in input ? input.projectId : undefined;
    const path = typeof projectId === 'string' ? pathOf(projectId) : undefined;
    return asFileError(asStoreError(error, path ?? 'The data file'));
  };
  const guard =
    (handler: Handler): Handler =>
    (input) => {
      try {
        const value = handler(input);
        if (!(value instanceof Promise)) return value;
        return value.catch((error: unknown) => {
          throw translate(error, input);
        });
      } catch (error) {
        throw translate(error, input);
      }
    };
  return Object.fromEntries(
    Object.entries(handlers as unknown as Record<string, Handler>).map(([name, handler]) => [
      name,
      guard(handler),
    ]),
  ) as unknown as RpcHandlers;
}
