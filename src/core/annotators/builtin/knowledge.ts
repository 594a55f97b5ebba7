import { readRuleExample } from '#core/guideline/rule-example-reading.ts';
import type { ExampleReading } from '#core/guideline/rule-example-reading.ts';
import { readTemplate } from '#core/guideline/rule-templates.ts';
import type { Side } from '#core/guideline/rule-templates.ts';
import type { EntityType, LabelSchema } from '#shared/domain/entity-type.ts';
import { isRuleInForce } from '#shared/domain/guideline.ts';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { createLexicon } from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import { mapConcepts } from './type-concepts.ts';
import type { Concept } from './type-concepts.ts';

/** What a built-in annotator knows: Θₖ(t) in a form that rules can work with. */
export interface Knowledge {
  readonly types: readonly EntityType[];
  /** Examples of the schema and of the rules; rules win over the schema, later rules over earlier ones. */
  readonly lexicon: Lexicon;
  /** Examples of the rules alone: what every annotator obeys. */
  readonly ruleLexicon: Lexicon;
  /** surface → types that the schema or a rule rules out. */
  readonly notTypes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Lower-case last word of names → type, from examples and "head" rules. */
  readonly heads: ReadonlyMap<string, string>;
  /** Lower-case content word of a definition → the only type it speaks for. */
  readonly cues: ReadonlyMap<string, string>;
  readonly concepts: ReadonlyMap<Concept, string>;
  /** "start|TYPE" or "end|TYPE" → words that rules leave out there. */
  readonly leaveOut: ReadonlyMap<string, ReadonlySet<string>>;
  readonly keepIn: ReadonlyMap<string, ReadonlySet<string>>;
  /** "before|word" or "after|word", lower case → the type that examples quoting more than the name show beside it. */
  readonly neighbours: ReadonlyMap<string, string>;
}

export function edgeKey(side: Side, type: string): string {
  return `${side}|${type}`;
}

const cache = new WeakMap<Guideline, WeakMap<LabelSchema, Map<string, Knowledge>>>();

/** Computed once per guideline, schema and annotator (they are immutable). */
export function learnKnowledge(schema: LabelSchema, guideline: Guideline, annotatorId: string): Knowledge {
  const bySchema = cache.get(guideline) ?? new WeakMap<LabelSchema, Map<string, Knowledge>>();
  cache.set(guideline, bySchema);
  const byAnnotator = bySchema.get(schema) ?? new Map<string, Knowledge>();
  bySchema.set(schema, byAnnotator);
  const known = byAnnotator.get(annotatorId) ?? learn(schema, guideline, annotatorId);
  byAnnotator.set(annotatorId, known);
  return known;
}

function learn(schema: LabelSchema, guideline: Guideline, annotatorId: string): Knowledge {
  const types = schema.types.filter((type) => type.active);
  const names = types.map((type) => type.name);
  const notTypes = new Map<string, Set<string>>();
  const fromSchema = new Map<string, string | null>();
  const heads = new VotedWords();
  for (const type of types) {
    for (const example of type.positiveExamples) {
      fromSchema.set(example.trim(), type.name);
      heads.vote(lastWord(example), type.name);
    }
    for (const example of type.negativeExamples) addTo(notTypes, example.trim(), type.name);
  }
  for (const type of types) {
    for (const example of type.negativeExamples) {
      if (!fromSchema.has(example.trim())) fromSchema.set(example.trim(), null);
    }
  }

  const fromRules = new Map<string, string | null>();
  const leaveOut = new Map<string, Set<string>>();
  const keepIn = new Map<string, Set<string>>();
  const ruleHeads = new Map<string, string>();
  const neighbours = new VotedWords();
  for (const type of types) addTo(leaveOut, edgeKey('start', type.name), ...excludedTitles(type));
  for (const rule of rulesFor(guideline, annotatorId)) {
    const template = readTemplate(rule.text);
    if (template?.form === 'leave-out')
      addTo(leaveOut, edgeKey(template.side, template.type), ...template.words);
    if (template?.form === 'keep-in') addTo(keepIn, edgeKey(template.side, template.type), ...template.words);
    if (template?.form === 'head' && names.includes(template.type)) {
      for (const word of template.words) ruleHeads.set(word.toLowerCase(), template.type);
    }
    for (const reading of rule.examples.flatMap((example) => readRuleExample(example, names))) {
      for (const key of quotedNeighbours(reading, rule)) {
        if (reading.type !== null) neighbours.vote(key, reading.type);
      }
      if (reading.notType !== undefined) addTo(notTypes, reading.surface, reading.notType);
      else fromRules.set(reading.surface, reading.type);
    }
  }
  return {
    types,
    lexicon: createLexicon(new Map([...fromSchema, ...fromRules])),
    ruleLexicon: createLexicon(fromRules),
    notTypes,
    heads: new Map([...heads.decided(), ...ruleHeads]),
    cues: definitionCues(types),
    concepts: mapConcepts(types),
    leaveOut,
    keepIn,
    neighbours: neighbours.decided(),
  };
}

/** General and type rules first, the annotator's own last, so that these have the last word. */
function rulesFor(guideline: Guideline, annotatorId: string): Rule[] {
  const inForce = guideline.rules.filter(isRuleInForce);
  return [
    ...inForce.filter((rule) => rule.scope.kind !== 'annotator'),
    ...inForce.filter((rule) => rule.scope.kind === 'annotator' && rule.scope.annotatorId === annotatorId),
  ];
}

/** The words beside a surface in the quotations of a rule: "rector Lucja Ferentz" for "Lucja Ferentz". */
function quotedNeighbours({ surface }: ExampleReading, rule: Rule): string[] {
  return rule.examples.flatMap(({ text }) => {
    const at = text.indexOf(surface);
    if (at < 0 || text.trim() === surface) return [];
    const before = /([\p{L}\p{M}]{3,})\s+$/u.exec(text.slice(0, at))?.[1];
    const after = /^\s+([\p{L}\p{M}]{3,})/u.exec(text.slice(at + surface.length))?.[1];
    return [
      ...(before === undefined ? [] : [`before|${before.toLowerCase()}`]),
      ...(after === undefined ? [] : [`after|${after.toLowerCase()}`]),
    ];
  });
}

/** "Titles before the name (Dr, Mayor)" among the exclusions: the words in parentheses. */
function excludedTitles(type: EntityType): string[] {
  return type.exclude
    .filter((criterion) => /\b(?:titles?|before|ranks?)\b/iu.test(criterion))
    .flatMap((criterion) => [...criterion.matchAll(/\(([^)]*)\)/gu)])
    .flatMap((match) => (match[1] ?? '').split(/,|\bor\b|\band\b/u))
    .map((word) => word.trim().replace(/\.$/u, ''))
    .filter((word) => /^\p{L}+$/u.test(word));
}

/** Words of definitions and criteria that occur for one type only; singular and plural are one word. */
function definitionCues(types: readonly EntityType[]): Map<string, string> {
  const votes = new VotedWords();
  for (const type of types) {
    const words = [type.definition, ...type.include]
      .join(' ')
      .toLowerCase()
      .split(/[^\p{L}]+/u);
    for (const word of new Set(words)) {
      if (word.length < 4 || commonWords.has(word)) continue;
      votes.vote(word, type.name);
    }
  }
  return votes.decided();
}

/** Words that definitions share whatever they define. */
const commonWords = new Set(
  'about acts after also alone another anybody anything because been before both called contains does each ending every form from full given have here include includes including instead into itself like living made mainly mark meaning means mentioned more most name named names often only other over part person persons single some somebody something such than that their them then there these they thing things this those through used uses what when where which while whole with within without word words work'.split(
    ' ',
  ),
);

/** word → type, as long as all votes agree. */
class VotedWords {
  private readonly votes = new Map<string, string | null>();

  vote(word: string, type: string): void {
    if (word === '') return;
    const known = this.votes.get(word);
    this.votes.set(word, known === undefined || known === type ? type : null);
  }

  decided(): Map<string, string> {
    return new Map([...this.votes].filter((entry): entry is [string, string] => entry[1] !== null));
  }
}

/** Lower-case last word of a name of two or more words, else "". */
function lastWord(name: string): string {
  const words = name.trim().split(/\s+/u);
  return words.length < 2 ? '' : (words.at(-1) ?? '').toLowerCase();
}

function addTo(sets: Map<string, Set<string>>, key: string, ...values: string[]): void {
  const set = sets.get(key) ?? new Set<string>();
  for (const value of values) set.add(value);
  sets.set(key, set);
}
