import { z } from 'zod';

export const projectRef = z.object({ projectId: z.string().min(1).max(200) });
export const runRef = projectRef.extend({ runId: z.string().min(1).max(200) });
export const iterationRef = runRef.extend({ iteration: z.int().min(0).max(1000) });
export const page = z.object({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
});
export const nothing = z.null();
export const count = z.int().min(0);
export const none = z.object({}).prefault({});
