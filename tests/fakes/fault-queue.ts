/** Everything that can be made to go wrong (llm-protocols 5.3). */
export const faultModes = [
  'latency',
  'swapCost',
  'queue503',
  'reset',
  'refuse',
  'cutMidStream',
  'endNoDone',
  'doneFalse',
  'errorLine',
  'malformedJson',
  'fenced',
  'proseWrap',
  'thinkLeak',
  'twoObjects',
  'unicodeBad',
  'wrongTypes',
  'unknownLabel',
  'hallucinatedSpan',
  'nullList',
  'truncated',
  'whitespaceLoop',
  'repeatLoop',
  'hangBeforeHeaders',
  'hangMidBody',
  'slowDrip',
  'crash500',
  'oom500',
  'wedge',
  'badNdjson',
  'remoteAnswer',
  '401',
  '403',
  '404model',
  'quota429',
  '429',
  '500',
  '502html',
  '200html',
  'emptyBody',
  'redirect',
  'refusal',
  'contentFilter',
  'emptyReasoning',
  'unsupportedParam',
  'noJsonSchema',
  'noResponses',
] as const;
export type FaultMode = (typeof faultModes)[number];

export interface FaultMatch {
  /** Exact path; default: the chat paths (everything that makes a model speak). */
  readonly path?: string;
  readonly model?: string;
  /** Source of a regular expression that must match the request's body. */
  readonly docRegex?: string;
  /** 1-based: the first matching request that is hit. */
  readonly nth?: number;
}

export interface Fault {
  readonly mode: FaultMode;
  readonly match?: FaultMatch;
  /** Requests hit; default 1. */
  readonly times?: number;
  readonly args?: Readonly<Record<string, string | number>>;
}

export interface FaultedRequest {
  readonly path: string;
  readonly model: string;
  readonly rawBody: string;
}

const speakingPaths = new Set(['/api/chat', '/v1/responses', '/v1/chat/completions']);

/** Faults wait here until a request matches; first come, first served; a request meets at most one. */
export class FaultQueue {
  readonly #waiting: { fault: Fault; seen: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, seen: 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** Takes the fault this request meets, if any. */
  take(request: FaultedRequest): Fault | undefined {
    for (const entry of this.#waiting) {
      const { match } = entry.fault;
      const pathFits =
        match?.path === undefined ? speakingPaths.has(request.path) : match.path === request.path;
      if (!pathFits || (match?.model !== undefined && match.model !== request.model)) continue;
      if (match?.docRegex !== undefined && !new RegExp(match.docRegex, 'u').test(request.rawBody)) continue;
      entry.seen += 1;
      if (entry.seen < (match?.nth ?? 1) || entry.left <= 0) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      return entry.fault;
    }
    return undefined;
  }
}

export const numberArg = (fault: Fault | undefined, name: string, fallback: number): number => {
  const value = fault?.args?.[name];
  return typeof value === 'number' ? value : fallback;
};

export const textArg = (fault: Fault | undefined, name: string, fallback: string): string => {
  const value = fault?.args?.[name];
  return typeof value === 'string' ? value : fallback;
};

/** The mode as plain text ("" when healthy): each layer of a fake knows only the modes that concern it. */
export const modeOf = (fault: Fault | undefined): string => fault?.mode ?? '';
