import { z } from 'zod';
import { runStatusSchema } from '../domain/run.ts';
import { unitStates } from '../domain/annotator.ts';
import { jobSchema } from './corpus.ts';
import { labelStatusSchema } from './labelling.ts';
import { pullSchema } from './setup.ts';

/** What the engine tells its listeners. Names are noun-verb; a listener may miss events and re-read state at any time. */
export const engineEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run-change'), projectId: z.string(), status: runStatusSchema }),
  z.object({
    kind: z.literal('unit-end'),
    projectId: z.string(),
    runId: z.string(),
    iteration: z.int(),
    annotatorId: z.string(),
    documentKey: z.int(),
    state: z.enum(unitStates),
    unlocated: z.int(),
    spans: z.int(),
  }),
  z.object({ kind: z.literal('job-change'), job: jobSchema }),
  z.object({ kind: z.literal('label-change'), projectId: z.string(), status: labelStatusSchema }),
  z.object({ kind: z.literal('pull-change'), pull: pullSchema }),
  /** Something of a project changed: re-read what you show of these areas. */
  z.object({
    kind: z.literal('project-change'),
    projectId: z.string(),
    areas: z.array(
      z.enum([
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
      ]),
    ),
  }),
  z.object({ kind: z.literal('projects-change') }),
  z.object({ kind: z.literal('settings-change') }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;
