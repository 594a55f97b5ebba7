import { isLoopbackUrl, openAiBaseUrl, originOf } from '#shared/domain/address.ts';
import { toErrorData } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { expectedOutputTokens, estimateCostUsd } from '#core/llm/cost.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { answerPendingCall, readPendingCall } from '#core/run/pending-call.ts';
import { createProjectRedactor, redactionMark } from '#core/run/project-redactor.ts';
import { questionsAsked, supervisionInput } from '#core/run/supervise-stage.ts';
import { readSupervisorSettings } from '#core/run/supervisor-settings.ts';
import { rememberSupervisorOrigin } from '#core/store/consent-table.ts';
import { writeSetting } from '#core/store/project-table.ts';
import { listIterations, newestRun, readRun, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators, readSchemaRevision } from '#core/store/setup-tables.ts';
import { listSupervisorCalls, readSupervision } from '#core/store/supervision-table.ts';
import { planNextCall } from '#core/supervisor/next-call.ts';
import { findSnippets } from '#core/supervisor/preview.ts';
import type { EvidenceDocument, Phase12, SupervisionPhase } from '#core/supervisor/supervisor.ts';
import type { Database } from '#core/store/open-store.ts';
import type { EngineContext } from '../context.ts';
import { requireAddress } from '../require-address.ts';
import { requireHosts } from '../require-hosts.ts';
import { requireNewestRun } from '../run-access.ts';
import { testSupervisor } from '../test-supervisor.ts';

type Methods =
  | 'supervisor.get'
  | 'supervisor.set'
  | 'supervisor.catalogue'
  | 'supervisor.setPrice'
  | 'supervisor.keyState'
  | 'supervisor.setKey'
  | 'supervisor.test'
  | 'supervisor.preview'
  | 'supervisor.calls'
  | 'supervisor.approve';

export function supervisorHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects, models, secrets } = context;
  return {
    'supervisor.get': ({ projectId }) => readSupervisorSettings(projects.open(projectId)),
    'supervisor.set': ({ projectId, settings }) => {
      const { kind, url } = settings.config;
      if (url !== null) {
        const origin = requireAddress(url);
        const before = readSupervisorSettings(projects.open(projectId)).config.url;
        // Given here and now, by the user of this computer: the environment's key may go there.
        if (kind === 'openai' && originOf(before ?? '') !== origin) {
          rememberSupervisorOrigin(context.app, origin, context.now());
          context.emit({ kind: 'settings-change' });
        }
      }
      projects.edit(projectId, 'Change supervisor', ['supervisor'], (db) =>
        writeSetting(db, 'supervisor', settings),
      );
      return null;
    },
    'supervisor.catalogue': () => models.catalogue(),
    'supervisor.setPrice': (price) => {
      models.setPrice(price);
      return null;
    },
    'supervisor.keyState': ({ url }) => secrets.state(url ?? openAiBaseUrl),
    'supervisor.setKey': ({ url, key }) => {
      const baseUrl = url ?? openAiBaseUrl;
      requireAddress(baseUrl);
      // On the desktop the shell has put the key into the OS key store before it gets here.
      secrets.set(baseUrl, key, context.options.host === 'desktop' ? 'keystore' : 'session');
      return secrets.state(baseUrl);
    },
    'supervisor.test': async ({ projectId }) => {
      const project = projects.open(projectId);
      const settings = readSupervisorSettings(project);
      const started = Date.now();
      try {
        requireHosts(context, project.db, { annotatorIds: [], supervisor: settings.config });
        const mode = await testSupervisor(
          models.provider(project.db),
          settings.config,
          AbortSignal.timeout(60_000),
        );
        return { ok: true, message: 'The supervisor answers.', mode, latencyMs: Date.now() - started };
      } catch (error) {
        const { message, action } = toErrorData(error);
        return {
          ok: false,
          message: `${message} ${action ?? ''}`.trim(),
          mode: '',
          latencyMs: Date.now() - started,
        };
      }
    },
    'supervisor.preview': async ({ projectId }) => {
      const { db } = projects.open(projectId);
      const settings = readSupervisorSettings({ db });
      const run = newestRun(db);
      // A run keeps the supervisor it was started with.
      const config =
        run === undefined || run.state === 'done' || run.state === 'stopped'
          ? settings.config
          : run.settings.supervisor;
      const host = await hostOf(config, context);
      const leavesComputer = host !== '';
      const base = {
        leavesComputer,
        host: leavesComputer ? host : 'this computer',
        text: '',
        snippets: [],
        redacted: 0,
        estimatedInputTokens: 0,
        estimatedOutputTokens: 0,
        estimatedCostUsd: null,
      };
      if (config.kind === 'rules') {
        return {
          ...base,
          note: 'The built-in supervisor (rules, no model) works on this computer; nothing is sent.',
        };
      }
      const redact = leavesComputer ? createProjectRedactor(settings.redactions) : keep;
      const next = run === undefined ? null : await nextCall(db, run, redact);
      if (next === null) {
        return {
          ...base,
          note: 'What is sent depends on the disagreements; it can be shown after the first round is annotated.',
        };
      }
      const { text } = next;
      const estimatedInputTokens = estimateTokens(text);
      const price = models.priceOf(config);
      return {
        ...base,
        text,
        snippets: findSnippets(text, next.documents).map(({ start, end, documentId }) => ({
          start,
          end,
          documentId,
        })),
        redacted: leavesComputer ? text.split(redactionMark).length - 1 : 0,
        estimatedInputTokens,
        estimatedOutputTokens: Math.round(expectedOutputTokens(estimatedInputTokens)),
        estimatedCostUsd: price === null ? null : estimateCostUsd(estimatedInputTokens, price),
        note: next.note,
      };
    },
    'supervisor.calls': ({ projectId, runId }) => {
      const { db } = projects.open(projectId);
      const run = runId === null ? null : readRun(db, runId);
      const ids = new Map<number, string>();
      return listSupervisorCalls(db, run?.runKey ?? null).map((row) => {
        const id = ids.get(row.runKey) ?? run?.runId ?? runIdOf(db, row.runKey);
        ids.set(row.runKey, id);
        return {
          callId: row.callId,
          runId: id,
          iteration: row.iteration,
          phase: row.phase,
          annotatorId: row.annotatorId,
          at: row.at,
          status: row.status,
          problem: row.problem,
          model: row.model,
          inputTokens: row.inputTokens,
          outputTokens: row.outputTokens,
          costUsd: row.costUsd,
          request: row.request,
          response: row.response,
        };
      });
    },
    'supervisor.approve': async ({ projectId, callId, approve }) => {
      const project = projects.open(projectId);
      const run = requireNewestRun(project.db);
      await context.work.settled(projectId);
      context.work.requireFreeModels(run.settings);
      answerPendingCall(project.db, run, callId, approve);
      context.work.startRun(project, run);
      projects.changed(projectId, ['run']);
      return null;
    },
  };
}

function runIdOf(db: Database, runKey: number): string {
  return db.prepare(`SELECT run_id FROM run WHERE run_key = ?`).pluck().get(runKey) as string;
}

/** Host a supervisor's calls go to; "" for this computer. */
async function hostOf(config: { kind: string; url: string | null }, context: EngineContext): Promise<string> {
  const url =
    config.kind === 'openai'
      ? (config.url ?? openAiBaseUrl)
      : config.kind === 'ollama'
        ? await context.models.ollamaUrl()
        : '';
  return url === '' || isLoopbackUrl(url) ? '' : new URL(url).host;
}

const keep = (text: string): string => text;

interface NextCall {
  readonly text: string;
  /** Every document whose text can be in it: those of the sets so far, and those the expert decided in. */
  readonly documents: readonly EvidenceDocument[];
  readonly note: string;
}

/** The call that waits for approval, else the next one of the supervision under way, else the next supervision's first. */
async function nextCall(
  db: Database,
  run: RunRow,
  redact: (text: string) => string,
): Promise<NextCall | null> {
  const rounds = listIterations(db, run.runKey).filter(
    (row) => row.state === 'analysed' || row.state === 'supervised',
  );
  const round = rounds.at(-1);
  if (round === undefined) return null;
  const all = new Map(readAllAnnotators(db).map((row) => [row.config.id, row]));
  const inputs = rounds.map(({ iteration, annotatorIds }) =>
    supervisionInput(
      { db },
      {
        run,
        iteration,
        annotators: annotatorIds.flatMap((id) => all.get(id) ?? []),
        schema: readSchemaRevision(db, run.schemaNumber),
      },
    ),
  );
  const documents = inputs.flatMap((input) => [...input.documents, ...input.decidedDocuments]);
  const pending = readPendingCall(db, run);
  if (pending !== null) {
    return { text: pending.requestText, documents, note: 'This call waits for your approval.' };
  }
  const input = inputs.at(-1);
  if (input === undefined) return null;
  const isOpen = round.state === 'analysed' && run.state !== 'done' && run.state !== 'stopped';
  const calls = listSupervisorCalls(db, run.runKey).filter(
    (row) => row.iteration === round.iteration && (row.status === 'accepted' || row.status === 'rejected'),
  );
  const call = await planNextCall(input, {
    phase12: isOpen
      ? ((readSupervision(db, run.runKey, round.iteration)?.phases12 ?? null) as Phase12 | null)
      : null,
    answers: isOpen ? questionsAsked({ db }, run, round.iteration) : [],
    answerTo: (planned) =>
      isOpen ? calls.find((row) => row.request === planned.requestText)?.response : undefined,
    redact,
  });
  if (call === null) return null;
  return {
    text: call.requestText,
    documents,
    note: isOpen
      ? `The next call (${phaseNames[call.phase]}), as it would be sent now.`
      : `An example: the next supervision follows another round of annotation. This is its first call with the disagreements of round ${round.iteration}.`,
  };
}

const phaseNames: Readonly<Record<SupervisionPhase, string>> = {
  phase1_patterns: 'patterns',
  phase2_annotator: 'one annotator',
  phase3_rules: 'rules',
  phase4_organise: 'order of the rules',
};
