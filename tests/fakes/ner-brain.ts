import type { BrainCall } from './brain.ts';
import { pick, uniform } from './hash.ts';

/** Error rates of one fake model before any guideline, drawn from (seed, model). */
export function modelProfile(
  seed: number,
  model: string,
): { miss: number; confusion: number; noise: number } {
  return {
    miss: 0.1 + 0.3 * uniform(seed, model, 'miss'),
    confusion: 0.03 + 0.2 * uniform(seed, model, 'confusion'),
    noise: 0.02 + 0.1 * uniform(seed, model, 'noise'),
  };
}

/** Lines of the instructions that state a rule: bullets and numbered lines. */
export const countRules = (system: string): number =>
  system.split('\n').filter((line) => /^\s*(?:[-*•]|\d+[.)])\s+\S/u.test(line)).length;

/** A fence line without its BEGIN/END words and signs, so that both ends of a pair look the same. */
const fenceKey = (line: string): string =>
  line
    .toLowerCase()
    .replaceAll(/begin|start|end|[^\p{L}\p{N}]/gu, '')
    .trim();

const isFence = (line: string): boolean => line.trim().length >= 3 && /[^\p{L}\p{N}\s.,;:!?'"()]/u.test(line);

/** The document inside a user turn: what lies between the last fence line and the nearest earlier one like it. */
export function fencedDocument(turn: string): string {
  const lines = turn.split('\n');
  for (let last = lines.length - 1; last > 0; last -= 1) {
    const end = lines[last] ?? '';
    if (!isFence(end)) continue;
    const key = fenceKey(end);
    for (let first = last - 1; first >= 0; first -= 1) {
      const line = lines[first] ?? '';
      if (isFence(line) && fenceKey(line) === key) return lines.slice(first + 1, last).join('\n');
    }
  }
  return turn;
}

function schemaTypes(schema: BrainCall['schema']): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const { enum: choices } = value as { enum?: unknown };
      if (Array.isArray(choices)) found.push(...choices.filter((choice) => typeof choice === 'string'));
      else Object.values(value).forEach(walk);
    }
  };
  walk(schema);
  return found;
}

const lexiconIndex = new WeakMap<ReadonlyMap<string, string>, Map<string, string[]>>();

/** First word → surfaces that begin with it, longest first. */
function indexOf(lexicon: ReadonlyMap<string, string>): Map<string, string[]> {
  const known = lexiconIndex.get(lexicon);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const surface of lexicon.keys()) {
    const word = /[\p{L}\p{N}]+/u.exec(surface)?.[0];
    if (word === undefined || !surface.startsWith(word)) continue;
    index.set(word, [...(index.get(word) ?? []), surface]);
  }
  for (const surfaces of index.values()) surfaces.sort((a, b) => b.length - a.length);
  lexiconIndex.set(lexicon, index);
  return index;
}

/** Mentions in reading order: dictionary hits, or runs of capitalised words where there is no dictionary. */
function mentions(
  document: string,
  call: BrainCall,
  types: readonly string[],
): { span: string; type: string }[] {
  const found: { span: string; type: string }[] = [];
  if (call.lexicon.size === 0) {
    for (const [span] of document.matchAll(/\p{Lu}[\p{L}\p{N}'-]*(?: \p{Lu}[\p{L}\p{N}'-]*)*/gu)) {
      found.push({ span, type: pick(types, 'type', span) });
    }
    return found;
  }
  const index = indexOf(call.lexicon);
  const word = /[\p{L}\p{N}]+/gu;
  for (let hit = word.exec(document); hit !== null; hit = word.exec(document)) {
    const start = hit.index;
    const span = index.get(hit[0])?.find((surface) => {
      const after = document.charAt(start + surface.length);
      return document.startsWith(surface, start) && !/[\p{L}\p{N}]/u.test(after);
    });
    if (span === undefined) continue;
    found.push({ span, type: call.lexicon.get(span) ?? '' });
    word.lastIndex = start + span.length;
  }
  return found;
}

/**
 * What a fake model finds: the true mentions, less misses, with confused types and noise.
 * Every decision is a hash of (seed, model, document, mention); each rule in the system text takes
 * 4 % off all error rates, so longer guidelines can only help.
 */
export function nerAnswer(call: BrainCall): string {
  const document = fencedDocument(call.turns[0]?.content ?? '');
  const enumTypes = schemaTypes(call.schema);
  const types = enumTypes.length > 0 ? enumTypes : [...new Set(call.lexicon.values())].sort();
  if (types.length === 0) types.push('ENTITY');
  const { miss, confusion, noise } = modelProfile(call.seed, call.model);
  const scale = 0.96 ** countRules(call.system);
  const draw = (what: string, at: number): number => uniform(call.seed, call.model, document, what, at);
  const entities: { span: string; type: string }[] = [];
  for (const [at, mention] of mentions(document, call, types).entries()) {
    if (!types.includes(mention.type) || draw(`miss ${mention.span}`, at) < miss * scale) continue;
    const confused = draw(`confusion ${mention.span}`, at) < confusion * scale;
    const type = confused ? pick(types, call.seed, call.model, mention.span) : mention.type;
    entities.push({ span: mention.span, type });
  }
  for (const [at, [word]] of [...document.matchAll(/\p{L}{4,}/gu)].entries()) {
    if (draw('noise', at) < (noise / 8) * scale) {
      entities.push({ span: word, type: pick(types, call.model, word) });
    }
  }
  return JSON.stringify({ entities });
}
