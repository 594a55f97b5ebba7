import { useState } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useQuery } from '../../app/use-query.ts';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatDateTime, formatUsd } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

type Call = RpcOutput<'supervisor.calls'>[number];

const phases = ['phase1_patterns', 'phase2_annotator', 'phase3_rules', 'phase4_organise'] as const;
const tones = {
  accepted: 'success',
  rejected: 'warning',
  failed: 'danger',
  skipped: 'neutral',
  reused: 'neutral',
} as const;

function phaseOf(call: Call): string {
  const known = phases.find((name) => name === call.phase);
  const phase = t(known === undefined ? 'supervisor.phase_other' : `supervisor.phase_${known}`);
  return call.annotatorId === null
    ? t('supervisor.callOf', { phase, round: call.iteration })
    : t('supervisor.callOfAnnotator', { phase, annotator: call.annotatorId, round: call.iteration });
}

function CallStatus({ status }: { readonly status: string }) {
  const known = Object.hasOwn(tones, status) ? (status as keyof typeof tones) : null;
  if (known === null) return <StatusChip tone="neutral">{status}</StatusChip>;
  return <StatusChip tone={tones[known]}>{t(`supervisor.call_${known}`)}</StatusChip>;
}

/** Every request to the supervisor with its answer. */
export function CallLog({ projectId }: { readonly projectId: string }) {
  const calls = useQuery('supervisor.calls', { projectId, runId: null }).data ?? [];
  const [openId, setOpenId] = useState<string | null>(null);
  const open = calls.find((call) => call.callId === openId);
  return (
    <Panel title={t('supervisor.calls')}>
      {calls.length === 0 ? (
        <p className="text-text-2">{t('supervisor.callsNone')}</p>
      ) : (
        <ul className="max-h-80 overflow-auto">
          {calls.map((call) => (
            <li key={call.callId} className="border-b border-line last:border-0">
              <button
                type="button"
                onClick={() => setOpenId(call.callId)}
                className="ring-inset-focus flex w-full items-center gap-3 py-2 text-left hover:bg-hover"
              >
                <span className="w-24 shrink-0">
                  <CallStatus status={call.status} />
                </span>
                <span className="shrink-0 font-medium">{phaseOf(call)}</span>
                <span className="min-w-0 flex-1 truncate text-right text-xs text-text-2">
                  {t('supervisor.callRow', {
                    at: formatDateTime(call.at),
                    model: call.model,
                    input: call.inputTokens,
                    output: call.outputTokens,
                    cost: formatUsd(call.costUsd),
                  })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Sheet
        width="xl"
        open={open !== undefined}
        onOpenChange={() => setOpenId(null)}
        title={open === undefined ? '' : phaseOf(open)}
      >
        {open !== undefined && open.problem !== '' && (
          <Notice tone="warning" className="mb-5" title={t('supervisor.callProblem')}>
            <span className="whitespace-pre-wrap">{open.problem}</span>
          </Notice>
        )}
        {(['request', 'response'] as const).map((part) => (
          <section key={part} className="mb-5">
            <h3 className="mb-1 font-medium">
              {part === 'request' ? t('supervisor.callRequest') : t('supervisor.callResponse')}
            </h3>
            <pre
              tabIndex={0}
              className="max-h-[40vh] overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap"
            >
              {open?.[part]}
            </pre>
          </section>
        ))}
      </Sheet>
    </Panel>
  );
}
