import type { z } from 'zod';
import { corpusMethods } from './corpus.ts';
import { guidelineMethods } from './guidelines.ts';
import { labellingMethods } from './labelling.ts';
import { projectMethods } from './projects.ts';
import { runMethods } from './run.ts';
import { setupMethods } from './setup.ts';
import { systemMethods } from './system.ts';

/** Everything a window, a browser or a script can ask of the engine; all sides take their types from here. */
export const rpcContract = {
  ...systemMethods,
  ...projectMethods,
  ...corpusMethods,
  ...setupMethods,
  ...runMethods,
  ...guidelineMethods,
  ...labellingMethods,
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;

export type RpcContract = typeof rpcContract;
export type RpcMethod = keyof RpcContract;
/** What a caller passes (defaults may be left out). */
export type RpcInput<M extends RpcMethod> = z.input<RpcContract[M]['input']>;
/** What a handler gets after validation. */
export type RpcParsedInput<M extends RpcMethod> = z.output<RpcContract[M]['input']>;
export type RpcOutput<M extends RpcMethod> = z.output<RpcContract[M]['output']>;

export type RpcHandlers = {
  readonly [M in RpcMethod]: (input: RpcParsedInput<M>) => Promise<RpcOutput<M>> | RpcOutput<M>;
};

export function isRpcMethod(name: string): name is RpcMethod {
  return Object.hasOwn(rpcContract, name);
}
