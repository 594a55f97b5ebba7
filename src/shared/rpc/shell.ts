import { z } from 'zod';

/** What the window may ask of the shell itself (dialogs, taskbar, notifications); inputs as they arrive over IPC. */
export const pickFilesInput = z.object({
  folder: z.boolean().exactOptional(),
  multiple: z.boolean().exactOptional(),
  /** Without a dot, e.g. "jsonl". */
  extensions: z
    .array(z.string().regex(/^[A-Za-z0-9.]{1,16}$/))
    .max(64)
    .readonly()
    .exactOptional(),
});
export type PickFilesInput = z.infer<typeof pickFilesInput>;

/** A file name to suggest, not a path. */
export const pickSavePathInput = z
  .string()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex -- control characters are what must not come through
  .regex(/^[^/\\:*?"<>|\u0000-\u001f]+$/);

export const revealInput = z.string().min(1).max(4096);

/** Share of the work done, 0…1; null clears the taskbar. */
export const setProgressInput = z.number().min(0).max(1).nullable();

/** Longer words are cut, as the system would cut them anyway. */
export const notifyInput = z.object({
  title: z
    .string()
    .min(1)
    .transform((text) => text.slice(0, 200)),
  body: z.string().transform((text) => text.slice(0, 1000)),
});

/** Envelope of channels.call; the method's own input is validated by the dispatcher. */
export const callInput = z.object({ method: z.string().min(1).max(100), input: z.unknown() });
