import type { LlmRequest } from '#core/llm/llm-client.ts';
import { createTransport, type LedgerEntry, type Transport } from '#core/llm/transport.ts';
import { createClock, type Clock } from '#core/llm/clock.ts';

export const testSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['entities'],
  properties: {
    entities: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['span', 'type'],
        properties: { span: { type: 'string' }, type: { type: 'string', enum: ['PER', 'LOC', 'ORG'] } },
      },
    },
  },
} as const;

/** An annotation call as the annotators send it, small enough to read in a failing test. */
export function testRequest(given: Partial<LlmRequest> = {}): LlmRequest {
  return {
    model: 'llama3.1:8b',
    system: 'Answer in JSON. Types: PER, LOC, ORG.',
    turns: [
      {
        role: 'user',
        content: '=====BEGIN=====\nAda Lovelace met Charles Babbage in London.\n=====END=====',
      },
    ],
    schemaName: 'entities',
    schema: testSchema,
    options: { numCtx: 4096, numPredict: 500, temperature: 0, topP: 1, topK: 40, seed: 7, repeatPenalty: 1 },
    purpose: 'annotate',
    containsDocumentText: true,
    ...given,
  };
}

/** A transport whose ledger is a list. */
export function testTransport(
  allowedHosts: readonly string[] = [],
  clock: Clock = createClock(),
): Transport & { readonly entries: LedgerEntry[] } {
  const entries: LedgerEntry[] = [];
  const transport = createTransport({
    allowedHosts: () => allowedHosts,
    ledger: (entry) => entries.push(entry),
    clock,
  });
  return { ...transport, entries };
}
