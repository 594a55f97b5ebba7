import { z } from 'zod';
import { AppError, errorCodes, toErrorData, type ErrorData } from '#shared/errors.ts';
import type { HostApi, PickedFile, RpcReply } from '#shared/rpc/api.ts';
import type { EngineEvent } from '#shared/rpc/events.ts';
import { takeAccessToken } from './access-token.ts';
import { createEventStream } from './event-stream.ts';
import { pickBrowserFiles } from './pick-browser-files.ts';

const errorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  action: z.string().exactOptional(),
  detail: z.string().exactOptional(),
});
const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorSchema }),
]);
const receivedFile = z.object({ path: z.string(), name: z.string(), folder: z.string() });

const unreachable: ErrorData = {
  code: 'INTERNAL',
  message: 'The program behind this page does not answer.',
  action: 'Look at the terminal where "diziner serve" runs, start it again if it has ended, and reload.',
};
const noToken: ErrorData = {
  code: 'PRIVACY_BLOCKED',
  message: 'This page was opened without its access token.',
  action: 'Open the exact address that "diziner serve" printed.',
};

/** Every area of a project: after a lost connection anything may have changed. */
const allAreas = [
  'corpus',
  'schema',
  'goal',
  'annotators',
  'supervisor',
  'run',
  'guidelines',
  'decisions',
  'questions',
  'labels',
  'comments',
] as const;

type PostResult = z.infer<typeof replySchema>;

/** The host behind `diziner serve`: the same object as `window.api` in Electron, over fetch and a WebSocket. */
export function createBrowserApi(): HostApi {
  const token = takeAccessToken();
  const projects = new Set<string>();
  const stream = createEventStream(token ?? '', () => [
    { kind: 'settings-change' },
    { kind: 'projects-change' },
    ...[...projects].map((projectId): EngineEvent => ({
      kind: 'project-change',
      projectId,
      areas: [...allAreas],
    })),
  ]);

  const send = async (path: string, init: RequestInit): Promise<Response> =>
    fetch(path, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        Authorization: `Bearer ${token ?? ''}`,
      },
      cache: 'no-store',
      credentials: 'omit',
    });
  const post = async (path: string, body: BodyInit | null, type: string): Promise<PostResult> => {
    if (token === null) return { ok: false, error: noToken };
    try {
      const response = await send(path, { method: 'POST', body, headers: { 'Content-Type': type } });
      return replySchema.parse(await response.json());
    } catch (error) {
      return { ok: false, error: { ...unreachable, detail: toErrorData(error).detail ?? '' } };
    }
  };
  /** The value of a reply, or the failure as an AppError. */
  const take = <T>(schema: z.ZodType<T>, reply: PostResult): T => {
    if (!reply.ok) throw AppError.fromData(reply.error);
    return schema.parse(reply.value);
  };

  const upload = async (files: readonly File[]): Promise<readonly z.infer<typeof receivedFile>[]> => {
    const batch = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
    const received = [];
    for (const file of files) {
      const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
      const query = new URLSearchParams({ batch, path });
      received.push(
        take(receivedFile, await post(`/upload?${query.toString()}`, file, 'application/octet-stream')),
      );
    }
    return received;
  };
  const asPicked = (files: readonly PickedFile[]): PickedFile[] =>
    files.map(({ path, name }) => ({ path, name }));

  return {
    host: 'browser',
    async call(method, input) {
      const projectId: unknown = typeof input === 'object' && 'projectId' in input ? input.projectId : null;
      if (typeof projectId === 'string') projects.add(projectId);
      const reply = await post(`/rpc/${method}`, JSON.stringify(input), 'application/json');
      // The dispatcher has validated the value against this method's output.
      return reply as RpcReply<typeof method>;
    },
    subscribe: (listener) => (token === null ? () => undefined : stream.subscribe(listener)),
    async pickFiles(options) {
      const files = await upload(await pickBrowserFiles(options));
      const first = files[0];
      if (options.folder !== true || first === undefined) return asPicked(files);
      const name = first.path.slice(first.folder.length + 1).split(/[\\/]/)[0] ?? '';
      return [{ path: first.path.slice(0, first.folder.length + 1 + name.length), name }];
    },
    async adoptFiles(files) {
      return asPicked(await upload(files.filter((file) => file instanceof File)));
    },
    async pickSavePath(suggestedName) {
      const query = new URLSearchParams({ name: suggestedName });
      const reply = await post(`/export-path?${query.toString()}`, null, 'application/json');
      return take(z.object({ path: z.string() }), reply).path;
    },
    async reveal(path) {
      const response = await send(`/download?${new URLSearchParams({ path }).toString()}`, { method: 'GET' });
      if (!response.ok) throw new AppError('FILE_NOT_FOUND', 'The exported file is no longer there.');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = path.split(/[\\/]/).at(-1) ?? 'export';
      link.click();
      // The download has taken the data over once the click has been handled.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    setProgress: () => undefined,
    notify(title, body) {
      // Only where the person has allowed it before; asking out of the blue would be rude.
      if ('Notification' in window && Notification.permission === 'granted')
        new Notification(title, { body });
    },
  };
}
