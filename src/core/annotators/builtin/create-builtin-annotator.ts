import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { AppError, toErrorData } from '#shared/errors.ts';
import { noTimings, noUsage } from '#core/llm/outcome.ts';
import type { Annotator } from '../annotator.ts';
import { applyGuideline } from './apply-guideline.ts';
import type { FindCandidates } from './candidate.ts';
import { findByChunks } from './find-by-chunks.ts';
import { findByContext } from './find-by-context.ts';
import { findByEntities } from './find-by-entities.ts';
import { findByLexicon } from './find-by-lexicon.ts';
import { findByShape } from './find-by-shape.ts';
import { learnKnowledge } from './knowledge.ts';

const finders: Readonly<Record<string, FindCandidates>> = {
  lexicon: findByLexicon,
  chunks: findByChunks,
  shape: findByShape,
  entities: findByEntities,
  context: findByContext,
};

function builtin(model: string, name: string, monogram: string): AnnotatorConfig {
  return {
    id: `builtin:${model}`,
    kind: 'builtin',
    model,
    displayName: `${name} (built-in, no model)`,
    monogram,
    maker: 'DiZiNER',
    family: 'rules',
    endpoint: null,
    enabled: true,
  };
}

/** The rule-based annotators, in configuration order. */
export const builtinAnnotators: readonly AnnotatorConfig[] = [
  builtin('lexicon', 'Lexicon of examples', 'Lx'),
  builtin('chunks', 'Noun phrases', 'Np'),
  builtin('shape', 'Spelling and capitals', 'Sh'),
  builtin('entities', 'General English entities', 'En'),
  builtin('context', 'Neighbouring words', 'Cx'),
];

/**
 * @throws {AppError} ANNOTATOR_UNKNOWN if `config.model` names none of the built-in annotators
 */
export function createBuiltinAnnotator(config: AnnotatorConfig): Annotator {
  const find = Object.hasOwn(finders, config.model) ? finders[config.model] : undefined;
  if (find === undefined) {
    throw new AppError('ANNOTATOR_UNKNOWN', `There is no built-in annotator named "${config.model}".`, {
      action: `Choose one of: ${Object.keys(finders).join(', ')}.`,
    });
  }
  return {
    config,
    annotate: async (task, signal) => {
      signal.throwIfAborted();
      const started = performance.now();
      const base = {
        raw: [],
        unknownTypes: {},
        unlocated: [],
        usage: noUsage,
        requests: 0,
        servedModel: config.id,
        mode: 'rules',
      };
      const timings = (): typeof noTimings => ({ ...noTimings, totalMs: performance.now() - started });
      try {
        refuseLongText(config, task.document.text);
        const knowledge = learnKnowledge(task.schema, task.guideline, task.annotatorId);
        const candidates = await find(task.document, knowledge);
        const spans = applyGuideline(task.document, candidates, knowledge, task.schema.allowNested);
        return {
          ...base,
          state: spans.length === 0 ? 'empty' : 'ok',
          spans,
          rung: 'rules',
          timings: timings(),
        };
      } catch (error) {
        return {
          ...base,
          state: 'failed',
          spans: [],
          rung: '',
          timings: timings(),
          error: toErrorData(error),
        };
      }
    },
  };
}

/** These two parse the text with a library that needs about 30 s a megabyte and can't be stopped inside a document. */
const parsing: ReadonlySet<string> = new Set(['chunks', 'entities']);
const longestParsed = 250_000;

/** The unit then abstains with the reason instead of holding everything up for minutes. */
function refuseLongText(config: AnnotatorConfig, text: string): void {
  if (!parsing.has(config.model) || text.length <= longestParsed) return;
  throw new AppError(
    'FILE_TOO_LARGE',
    `The document has ${text.length} characters; ${config.displayName} reads documents of up to ${longestParsed}.`,
    { action: 'Import the document in parts, or leave this annotator out.' },
  );
}
