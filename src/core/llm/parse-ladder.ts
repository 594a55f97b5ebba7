import { jsonrepair } from 'jsonrepair';
import { AppError, type Result } from '#shared/errors.ts';

/** Which step of the ladder read the answer; a quality measure of a model. */
export type ParseRung = 'plain' | 'cleaned' | 'block' | 'repaired';

export interface ParsedAnswer {
  /** An object or an array; never a bare string or number. */
  readonly value: unknown;
  readonly rung: ParseRung;
  /** The block was cut off; its last, possibly half-written list item was dropped. */
  readonly truncated: boolean;
}

/** Takes out <think>…</think> (also an unopened one) and the fence lines of a Markdown code block. */
export function stripWrapping(text: string): string {
  let clean = text.replaceAll(/<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/giu, '');
  const lone = /^[\s\S]*<\/think(?:ing)?>/iu.exec(clean);
  if (lone !== null) clean = clean.slice(lone[0].length);
  clean = clean.replace(/^[\s\S]*?```(?:json|javascript)?[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?```[\s\S]*$/iu, '$1');
  return clean.replace(/^\s*```(?:json)?[ \t]*\r?\n/iu, '').trim();
}

/**
 * The first balanced {…} or […] of a text; where none closes, everything from the first opening bracket on.
 * Brackets inside double-quoted strings do not count.
 */
export function firstBlock(text: string): { block: string; closed: boolean } | null {
  const start = text.search(/[{[]/u);
  if (start < 0) return null;
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return { block: text.slice(start, at + 1), closed: true };
    }
  }
  return { block: text.slice(start), closed: false };
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Reads a model's answer (llm-protocols 4.3): as it is, without think blocks and fences, its first balanced block,
 * that block repaired. A repair is only tried on a block, because it would turn prose into a string.
 * @returns an object or array; the error keeps no answer text, since that may quote a document
 */
export function parseAnswer(text: string): Result<ParsedAnswer> {
  const found = (value: unknown, rung: ParseRung, truncated = false): Result<ParsedAnswer> => ({
    ok: true,
    value: { value, rung, truncated },
  });
  const plain = tryParse(text);
  if (isContainer(plain)) return found(plain, 'plain');
  const clean = stripWrapping(text);
  const cleaned = tryParse(clean);
  if (isContainer(cleaned)) return found(cleaned, 'cleaned');
  const hit = firstBlock(clean);
  if (hit === null) return failed('it holds no JSON object');
  if (hit.closed) {
    const block = tryParse(hit.block);
    if (isContainer(block)) return found(block, 'block');
  }
  try {
    const repaired = tryParse(jsonrepair(hit.block));
    if (!isContainer(repaired)) return failed('its JSON cannot be repaired');
    return hit.closed ? found(repaired, 'repaired') : found(dropLastItem(repaired), 'repaired', true);
  } catch {
    return failed('its JSON cannot be repaired');
  }
}

/** The value without the last item of its innermost last list: the one that was being written when the text ended. */
function dropLastItem(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const last = items.at(-1);
    const whole = items.slice(0, -1);
    return holdsList(last) ? [...whole, dropLastItem(last)] : whole;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const last = entries.at(-1);
  if (last === undefined) return value;
  return Object.fromEntries([...entries.slice(0, -1), [last[0], dropLastItem(last[1])]]);
}

const holdsList = (value: unknown): boolean =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some((child) => holdsList(child)));

const failed = (why: string): Result<ParsedAnswer> => ({
  ok: false,
  error: new AppError('LLM_INVALID_ANSWER', `The model's answer cannot be read: ${why}.`, {
    action: 'The call is repeated with a hint; if a model does this often, leave it out.',
  }),
});
