import { jsonrepair } from 'jsonrepair';
import { AppError, type Result } from '#shared/errors.ts';

/** Which step of the ladder read the answer; a quality measure of a model. */
export type ParseRung = 'plain' | 'cleaned' | 'block' | 'repaired';

export interface ParsedAnswer {
  /** An object or an array; never a bare string or number. */
  readonly value: unknown;
  readonly rung: ParseRung;
  /** The answer was cut off; the list item that was being written then is left out. */
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
 * The first balanced {…} or […] of a text. Where none closes, everything from the first opening bracket on without the
 * half-written item of the innermost list that was open when the text ended, closed again (`closed: false`).
 * Brackets inside double-quoted strings do not count.
 */
export function firstBlock(text: string): { block: string; closed: boolean } | null {
  const start = text.search(/[{[]/u);
  if (start < 0) return null;
  // `whole` is where the last whole item of a list ends.
  const open: { closer: '}' | ']'; whole: number }[] = [];
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') open.push({ closer: '}', whole: at + 1 });
    else if (character === '[') open.push({ closer: ']', whole: at + 1 });
    else if (character === '}' || character === ']') {
      open.pop();
      const around = open.at(-1);
      if (around === undefined) return { block: text.slice(start, at + 1), closed: true };
      around.whole = at + 1;
    } else if (character === ',') {
      const around = open.at(-1);
      if (around !== undefined) around.whole = at;
    }
  }
  const list = open.findLastIndex((container) => container.closer === ']');
  const cut = open[list];
  if (cut === undefined) return { block: text.slice(start), closed: false };
  const closers = open.slice(0, list + 1).map((container) => container.closer);
  return { block: text.slice(start, cut.whole) + closers.toReversed().join(''), closed: false };
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
  const truncated = !hit.closed;
  const block = tryParse(hit.block);
  if (isContainer(block)) return found(block, truncated ? 'repaired' : 'block', truncated);
  try {
    const repaired = tryParse(jsonrepair(hit.block));
    if (isContainer(repaired)) return found(repaired, 'repaired', truncated);
  } catch {
    // Reported below, as for a repair that gives no object.
  }
  return failed('its JSON cannot be repaired');
}

const failed = (why: string): Result<ParsedAnswer> => ({
  ok: false,
  error: new AppError('LLM_INVALID_ANSWER', `The model's answer cannot be read: ${why}.`, {
    action: 'The call is repeated with a hint; if a model does this often, leave it out.',
  }),
});
