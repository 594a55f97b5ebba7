import { fillSchema } from './schema-fill.ts';
import { nerAnswer } from './ner-brain.ts';

/** What a fake server hands to its brain; the same shape for all protocols. */
export interface BrainCall {
  readonly model: string;
  readonly system: string;
  /** User and assistant turns in order; the first holds the document or the task. */
  readonly turns: readonly { readonly role: string; readonly content: string }[];
  /** The requested JSON schema, or null in json/plain mode. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly schemaName: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Surface → entity type; empty: capitalised words with a type drawn from their hash. */
  readonly lexicon: ReadonlyMap<string, string>;
}

/** Answers a call with raw text; undefined leaves it to the default brain. */
export type Brain = (call: BrainCall) => string | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True when the wanted answer is a list of mentions, `{"entities":[{"span","type"}]}`. */
function wantsEntities(call: BrainCall): boolean {
  if (call.schema === null) return call.schemaName === '' && /entities/iu.test(call.system);
  const properties = call.schema['properties'];
  return isRecord(properties) && 'entities' in properties;
}

/** Mentions for annotation prompts; for any other schema an answer filled from the prompt. */
export function defaultBrain(call: BrainCall): string {
  if (wantsEntities(call)) return nerAnswer(call);
  if (call.schema === null) return '{"ok":true}';
  const prompt = [call.system, ...call.turns.map((turn) => turn.content)].join('\n');
  return JSON.stringify(fillSchema(call.schema, prompt, `${call.seed}|${call.model}|${call.schemaName}`));
}
