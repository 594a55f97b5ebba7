import type { z } from 'zod';
import { toErrorData, type ErrorData } from '#shared/errors.ts';
import { isRpcMethod, rpcContract, type RpcHandlers } from '#shared/rpc/contract.ts';
import { oversizeReason } from './input-size.ts';

export type DispatchReply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorData };

/** Answers one call. Never throws and never rejects: every failure is data. */
export type Dispatch = (method: string, input: unknown) => Promise<DispatchReply>;

const refuse = (error: ErrorData): DispatchReply => ({ ok: false, error });

/** The first few places that do not fit, without the values: those may be document text or a key. */
function describeIssues(error: z.ZodError): string {
  const shown = error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  const rest = error.issues.length - shown.length;
  return shown.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

/**
 * The one way into the engine for every transport: looks the method up in the contract, validates the input, calls the
 * handler and validates what it gives back. An answer that does not fit the contract is a bug of ours (INTERNAL).
 */
export function createDispatcher(handlers: RpcHandlers): Dispatch {
  return async (method, input) => {
    if (!isRpcMethod(method)) {
      return refuse({ code: 'NOT_FOUND', message: `There is no method "${method.slice(0, 80)}".` });
    }
    const tooLarge = oversizeReason(input);
    if (tooLarge !== null) {
      return refuse({
        code: 'INVALID_ARGUMENT',
        message: `The input of ${method} is too large: ${tooLarge}.`,
      });
    }
    try {
      const { input: inputSchema, output: outputSchema } = rpcContract[method];
      const parsed = inputSchema.safeParse(input);
      if (!parsed.success) {
        return refuse({
          code: 'INVALID_ARGUMENT',
          message: `The input of ${method} is not valid: ${describeIssues(parsed.error)}.`,
        });
      }
      // The contract ties method, input and handler together; TypeScript can't follow that through a union of methods.
      const handler = handlers[method] as (value: unknown) => unknown;
      const checked = outputSchema.safeParse(await handler(parsed.data));
      if (checked.success) return { ok: true, value: checked.data };
      return refuse({
        code: 'INTERNAL',
        message: `DiZiNER's answer to ${method} is not in the agreed form.`,
        action: 'Copy the details and report them; your project is safe.',
        detail: describeIssues(checked.error),
      });
    } catch (error) {
      return refuse(toErrorData(error));
    }
  };
}
