import { AppError, toErrorData } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { expectedOutputTokens, estimateCostUsd } from '#core/llm/cost.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';
import { isLoopbackHost } from '#core/llm/transport.ts';
import { openAiBaseUrl } from '#core/run/model-provider.ts';
import { approvalKey, pendingCallKey, supervisionInput } from '#core/run/supervise-stage.ts';
import { readSetting, writeSetting } from '#core/store/project-table.ts';
import { listIterations, newestRun, readRun, type RunRow } from '#core/store/run-table.ts';
import { readAllAnnotators, readSchemaRevision } from '#core/store/setup-tables.ts';
import { listSupervisorCalls } from '#core/store/supervision-table.ts';
import { findSnippets, previewFirstCall } from '#core/supervisor/preview.ts';
import type { SupervisionInput } from '#core/supervisor/supervisor.ts';
import type { Database } from '#core/store/open-store.ts';
import type { EngineContext } from '../context.ts';
import { createProjectRedactor } from '../redactor.ts';
import { testSupervisor } from '../test-supervisor.ts';
import { readSupervisorSettings } from '../work-table.ts';

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

interface PendingCall {
  readonly requestHash: string;
  readonly requestText: string;
  readonly runId: string;
  readonly iteration: number;
}

export function supervisorHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects, models, secrets } = context;
  return {
    'supervisor.get': ({ projectId }) => readSupervisorSettings(projects.open(projectId)),
    'supervisor.set': ({ projectId, settings }) => {
      if (settings.config.url !== null && !URL.canParse(settings.config.url)) {
        throw new AppError('INVALID_ARGUMENT', `"${settings.config.url}" is not an address.`, {
          action: 'Give a full address, for example https://api.openai.com/v1.',
        });
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
    'supervisor.keyState': () => secrets.state(),
    'supervisor.setKey': ({ key }) => {
      // On the desktop the shell has put the key into the OS key store before it gets here.
      secrets.set(key, context.options.host === 'desktop' ? 'keystore' : 'session');
      return secrets.state();
    },
    'supervisor.test': async ({ projectId }) => {
      const project = projects.open(projectId);
      const settings = readSupervisorSettings(project);
      const started = Date.now();
      try {
        const mode = await testSupervisor(
          models.provider(project.db, settings),
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
    'supervisor.preview': ({ projectId }) => {
      const { db } = projects.open(projectId);
      const settings = readSupervisorSettings({ db });
      const host = hostOf(settings.config, context);
      const leavesComputer = host !== '';
      const pending = readSetting(db, pendingCallKey) as PendingCall | null | undefined;
      const run = newestRun(db);
      const input = run === undefined ? null : nextInput(db, run);
      const redact = createProjectRedactor(settings.redactions);
      const base = {
        leavesComputer,
        host,
        snippets: [],
        redacted: 0,
        estimatedInputTokens: 0,
        estimatedOutputTokens: 0,
        estimatedCostUsd: null,
      };
      if (settings.config.kind === 'rules') {
        return {
          ...base,
          text: '',
          note: 'The built-in supervisor (rules, no model) works on this computer; nothing is sent.',
        };
      }
      const waits = pending != null && run?.state === 'waiting-for-approval' && pending.runId === run.runId;
      if (input === null && !waits) {
        return {
          ...base,
          text: '',
          note: 'What is sent depends on the disagreements; it can be shown after the first iteration is annotated.',
        };
      }
      const original = waits ? pending.requestText : input === null ? '' : previewFirstCall(input, []).text;
      const text = leavesComputer ? redact(original) : original;
      const estimatedInputTokens = estimateTokens(text);
      const price = models.priceOf(settings.config);
      return {
        leavesComputer,
        host: leavesComputer ? host : 'this computer',
        text,
        snippets:
          input === null
            ? []
            : findSnippets(text, input.documents).map(({ start, end, documentId }) => ({
                start,
                end,
                documentId,
              })),
        redacted: text.split('▮▮▮').length - original.split('▮▮▮').length,
        estimatedInputTokens,
        estimatedOutputTokens: Math.round(expectedOutputTokens(estimatedInputTokens)),
        estimatedCostUsd: price === null ? null : estimateCostUsd(estimatedInputTokens, price),
        note: waits
          ? 'This call waits for your approval.'
          : 'The first call of the next supervision, as it would be sent now.',
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
          model: row.model,
          inputTokens: row.inputTokens,
          outputTokens: row.outputTokens,
          costUsd: row.costUsd,
          request: row.request,
          response: row.response,
        };
      });
    },
    'supervisor.approve': ({ projectId, callId, approve }) => {
      const project = projects.open(projectId);
      const pending = readSetting(project.db, pendingCallKey) as PendingCall | null | undefined;
      const run = newestRun(project.db);
      if (pending?.requestHash !== callId || run?.state !== 'waiting-for-approval') {
        throw new AppError('NOT_FOUND', 'No call waits for approval any more.', {
          action: 'Look at the run.',
        });
      }
      writeSetting(project.db, approvalKey(callId), approve ? 'go' : 'skip');
      writeSetting(project.db, pendingCallKey, null);
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
function hostOf(config: { kind: string; url: string | null }, context: EngineContext): string {
  const url =
    config.kind === 'openai'
      ? (config.url ?? openAiBaseUrl)
      : config.kind === 'ollama'
        ? context.settings.get().ollamaUrl
        : '';
  if (url === '') return '';
  const { hostname, host } = new URL(url);
  return isLoopbackHost(hostname) ? '' : host;
}

/** Input of the next supervision: the newest analysed iteration. */
function nextInput(db: Database, run: RunRow): SupervisionInput | null {
  const round = listIterations(db, run.runKey).findLast(
    (row) => row.state === 'analysed' || row.state === 'supervised',
  );
  if (round === undefined) return null;
  const all = new Map(readAllAnnotators(db).map((row) => [row.config.id, row]));
  return supervisionInput(
    { db },
    {
      run,
      iteration: round.iteration,
      annotators: round.annotatorIds.flatMap((id) => all.get(id) ?? []),
      schema: readSchemaRevision(db, run.schemaNumber),
    },
  );
}
