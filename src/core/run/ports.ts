import type { AnnotatorConfig } from '#shared/domain/annotator.ts';
import type { UnitState } from '#shared/domain/annotator.ts';
import type { RunStatus } from '#shared/domain/run.ts';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import type { Annotator } from '#core/annotators/annotator.ts';
import type { Database } from '#core/store/open-store.ts';
import type { Supervisor } from '#core/supervisor/supervisor.ts';

/** An annotator that is ready to work: its model is loaded, its options are frozen for this pass. */
export interface AnnotatorSession {
  readonly annotator: Annotator;
  /** Documents in flight at once, ≥ 1; may change while documents end, so it is read anew for each. */
  readonly concurrency: number;
  /** Frozen sampling and context options, stored with every answer; null for built-in annotators. */
  readonly options: unknown;
  /** Model digest; "" for built-in annotators. */
  readonly digest: string;
  /** What the user should know about how the model runs here ("on the CPU: slow"); null = nothing. */
  readonly remark: string | null;
  close(): Promise<void>;
}

export interface OpenSessionRequest {
  readonly config: AnnotatorConfig;
  /** Estimated tokens of the fixed part and of the longest document, to choose the context from. */
  readonly systemTokens: number;
  readonly longestDocumentTokens: number;
  /**
   * Options of this annotator's latest stored answer in this run; kept as long as the prompts fit them, so that a run
   * that was interrupted goes on exactly as it would have. null or absent = none.
   */
  readonly earlierOptions?: unknown;
  /** The annotator that works next, so that a model that fits beside it may stay loaded; null = none. */
  readonly next: AnnotatorConfig | null;
  /** Set where the model's last session could not go on: it is mended before it is opened again. */
  readonly repair?: SessionRepair;
  readonly onActivity: (text: string) => void;
}

/** What a loaded model suffers from while its server answers all the same. */
export type ModelTrouble = 'out-of-memory' | 'hung';

export interface SessionRepair {
  readonly trouble: ModelTrouble;
  /** 1 = the first since the model last answered; above, the repairs before were in vain. */
  readonly attempt: number;
}

/** The local models of a job that begins. */
export interface JobModels {
  /**
   * Loaded or not: those found in memory, also from an earlier process, make room for one another; other programs'
   * models stay.
   */
  readonly known: readonly string[];
  /** Those that take turns again and again: they stay in memory together where they fit. */
  readonly inTurns: readonly { readonly model: string; readonly role: ModelRole }[];
}

/** What a model is needed for: a model with two roles has options frozen for each. */
export type ModelRole = 'annotator' | 'supervisor';

/** Makes annotators and supervisors from their settings; the only way the run loop reaches a model. */
export interface ModelProvider {
  beginJob(job: JobModels): void;
  /**
   * @throws {AppError} LLM_* where the model can't be brought up; the run goes on without it (its units fail visibly)
   * unless nothing else on that server can go on either (see `serverState`).
   */
  openAnnotator(request: OpenSessionRequest, signal: AbortSignal): Promise<AnnotatorSession>;
  openSupervisor(config: SupervisorConfig, signal: AbortSignal): Promise<SupervisorSession>;
  /**
   * After a failed call or load: `up` where the annotator's server answers, so that the failure is the model's own;
   * `renewed` where it was gone and another one could be found or started (open the session again); `down` where the
   * run can only wait. Built-in annotators are always up.
   */
  serverState(config: AnnotatorConfig, signal: AbortSignal): Promise<ServerState>;
  /** L2-normalised vectors of texts, where an embedding model is there; null = use the offline TF-IDF. */
  readonly embed?: (
    texts: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly (readonly number[])[] | null>;
  /** Releases what was loaded here (end of job or quit). */
  close(): Promise<void>;
}

export type ServerState = 'up' | 'renewed' | 'down';

export interface SupervisorSession {
  readonly supervisor: Supervisor;
  /** True where requests go to another computer. */
  readonly leavesComputer: boolean;
  /** Where requests go, `host:port`; "" for rules. */
  readonly host: string;
  /** US dollars for these token counts; 0 for local supervisors. */
  readonly costUsd: (usage: {
    inputTokens: number;
    cachedInputTokens: number;
    outputTokens: number;
  }) => number;
  readonly model: string;
  /** One tiny call without document text; the structured-output mode that worked. @throws {AppError} why it did not */
  check(signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

export type RunEvent =
  | { readonly kind: 'run-change'; readonly status: RunStatus }
  | {
      readonly kind: 'unit-end';
      readonly runId: string;
      readonly iteration: number;
      readonly annotatorId: string;
      readonly documentKey: number;
      readonly state: UnitState;
      readonly unlocated: number;
      readonly spans: number;
    };

/** Everything a run needs from outside; passed in so that a run is repeatable. */
export interface RunDeps {
  readonly db: Database;
  readonly models: ModelProvider;
  /** ISO time. */
  readonly now: () => string;
  readonly newId: () => string;
  readonly emit: (event: RunEvent) => void;
  /** Applied to everything that leaves this computer. */
  readonly redact?: (text: string) => string;
  /** US dollars the project may still spend this month; null = no cap. */
  readonly monthlyCapUsd?: number | null;
}
