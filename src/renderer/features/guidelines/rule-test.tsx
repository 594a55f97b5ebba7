import { TrendingDown, TrendingUp } from 'lucide-react';
import { useState } from 'react';
import { testRuleResultSchema, type TestRuleResult } from '#shared/rpc/guidelines.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useJob } from '../../app/use-job.ts';
import { Notice } from '../../components/notice.tsx';
import { Progress } from '../../components/progress.tsx';
import { formatAgreement } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export interface RuleTestState {
  readonly start: () => void;
  readonly running: boolean;
  readonly fraction: number | null;
  readonly detail: string;
  readonly result: TestRuleResult | null;
  readonly error: string | null;
}

/** Starts the test of a rule as a job and follows it. */
export function useRuleTest(projectId: string, ruleId: string): RuleTestState {
  const { api, jobs } = useServices();
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const start = useAction(async () => {
    const started = await api.call('guidelines.testRule', { projectId, ruleId });
    jobs.getState().putJob(started);
    setJobId(started.jobId);
  });
  const parsed = job?.state === 'done' ? testRuleResultSchema.safeParse(job.result) : null;
  return {
    start: () => void start.run(),
    running: start.busy || job?.state === 'running',
    fraction: job?.fraction ?? null,
    detail: job?.detail ?? '',
    result: parsed?.success === true ? parsed.data : null,
    error: job?.error?.message ?? null,
  };
}

/** How the test goes and what it found. */
export function RuleTest({ test }: { readonly test: RuleTestState }) {
  if (test.running) {
    return (
      <Progress
        className="mt-3"
        fraction={test.fraction}
        label={t('guidelines.testing')}
        detail={test.detail}
      />
    );
  }
  if (test.error !== null) {
    return (
      <Notice tone="danger" className="mt-3">
        {test.error}
      </Notice>
    );
  }
  if (test.result === null) return null;
  const { result } = test;
  const change = result.agreementWith - result.agreementWithout;
  const Icon = change < 0 ? TrendingDown : TrendingUp;
  return (
    <div role="status" className="mt-3 flex items-start gap-2 rounded-control bg-sunken px-3 py-2 text-sm">
      <Icon aria-hidden className={change < 0 ? 'mt-0.5 size-4 text-danger' : 'mt-0.5 size-4 text-success'} />
      <div>
        <p className="font-medium">
          {t('guidelines.testResult', {
            before: formatAgreement(result.agreementWithout),
            after: formatAgreement(result.agreementWith),
            change: `${change < 0 ? '−' : '+'}${formatAgreement(Math.abs(change))}`,
          })}
        </p>
        <p className="text-xs text-text-2">
          {t('guidelines.testCounts', {
            resolved: result.resolved,
            hotspots: result.hotspots,
            worsened: result.worsened,
            documents: result.documents,
          })}
        </p>
      </div>
    </div>
  );
}
