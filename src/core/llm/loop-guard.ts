export type LoopKind = 'whitespace' | 'repeat';

const whitespaceLimit = 64;
/** A tail counts as a loop when one piece of text fills it at least this often … */
const repeatLimit = 12;
/** … over at least this many characters. */
const repeatChars = 480;
const gramLength = 40;
const checkEvery = 64;

/**
 * Watches a growing answer for the two ways models get stuck (llm-protocols section 2):
 * more than 64 whitespace characters in a row outside JSON strings, and one piece of text over and over.
 */
export function createLoopGuard(): { push(chunk: string): LoopKind | null } {
  let text = '';
  let inString = false;
  let escaped = false;
  let whitespace = 0;
  let unchecked = 0;
  return {
    push(chunk) {
      for (const character of chunk) {
        if (inString) {
          if (escaped) escaped = false;
          else if (character === '\\') escaped = true;
          else if (character === '"') inString = false;
          continue;
        }
        if (character === '"') inString = true;
        if (character.trim() === '') {
          whitespace += 1;
          if (whitespace > whitespaceLimit) return 'whitespace';
        } else whitespace = 0;
      }
      text = (text + chunk).slice(-4096);
      unchecked += chunk.length;
      if (unchecked < checkEvery) return null;
      unchecked = 0;
      return endsInLoop(text) ? 'repeat' : null;
    },
  };
}

function endsInLoop(text: string): boolean {
  if (text.length < repeatChars) return false;
  const gram = text.slice(-gramLength);
  const before = text.lastIndexOf(gram, text.length - gramLength - 1);
  if (before < 0) return false;
  const period = text.length - gramLength - before;
  const needed = Math.max(repeatChars, period * repeatLimit);
  if (needed > text.length) return false;
  for (let at = text.length - needed; at < text.length - period; at += 1) {
    if (text.charCodeAt(at) !== text.charCodeAt(at + period)) return false;
  }
  return true;
}
