import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import { addUsage } from '#core/llm/outcome.ts';
import { addTimings, type AnnotationResult } from '#core/annotators/annotator.ts';
import type { ModelTrouble, SessionRepair } from './ports.ts';

/** Repairs in a row that bring no answer; after them the model's failures are stored as they come. */
const mostVain = 2;

/** A loaded model can't go on although its server answers: its session has to be opened again. */
export class ModelTroubled extends Error {
  override readonly name: string = 'ModelTroubled';
  readonly trouble: ModelTrouble;

  constructor(trouble: ModelTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

export interface ModelRepairs {
  /**
   * The result to store for a document; what was spent on it before a repair is counted in.
   * @throws ModelTroubled where the document is to be asked again after a repair; each is so at most once
   */
  settle(documentKey: number, result: AnnotationResult): AnnotationResult;
  /** The repair to open the next session with. */
  begin(trouble: ModelTrouble): SessionRepair;
}

/** Decides, for one pass of one model, which failures call for a repair and when repairs are in vain. */
export function createModelRepairs(config: AnnotatorConfig): ModelRepairs {
  const before = new Map<number, AnnotationResult>();
  let vain = 0;
  return {
    settle: (documentKey, result) => {
      const trouble = troubleOf(config, result);
      const earlier = before.get(documentKey);
      if (trouble === null) vain = 0;
      else if (earlier === undefined && vain < mostVain) {
        before.set(documentKey, result);
        throw new ModelTroubled(trouble);
      }
      if (earlier === undefined) return result;
      before.delete(documentKey);
      return withEarlier(result, earlier, trouble !== null);
    },
    begin: (trouble) => {
      vain += 1;
      return { trouble, attempt: vain };
    },
  };
}

/** Only a server on this computer can be tidied up; others are asked to the end as they are. */
function troubleOf(config: AnnotatorConfig, result: AnnotationResult): ModelTrouble | null {
  if (config.kind !== 'ollama' || result.state !== 'failed') return null;
  if (result.error?.code === 'LLM_OUT_OF_MEMORY') return 'out-of-memory';
  return result.error?.code === 'LLM_TIMEOUT' ? 'hung' : null;
}

function withEarlier(
  result: AnnotationResult,
  earlier: AnnotationResult,
  isStillTroubled: boolean,
): AnnotationResult {
  const { error } = result;
  return {
    ...result,
    raw: [...earlier.raw, ...result.raw],
    usage: addUsage(earlier.usage, result.usage),
    timings: addTimings(earlier.timings, result.timings),
    requests: earlier.requests + result.requests,
    ...(error === undefined || !isStillTroubled
      ? {}
      : { error: { ...error, message: `${error.message} Loading the model anew did not help.` } }),
  };
}
