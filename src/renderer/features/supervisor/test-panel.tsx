import { FlaskConical } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

interface TestPanelProps {
  readonly projectId: string;
  readonly flush: () => Promise<void>;
}

export function TestPanel({ projectId, flush }: TestPanelProps) {
  const { api } = useServices();
  const [result, setResult] = useState<RpcOutput<'supervisor.test'> | null>(null);
  const test = useAction(
    useCallback(async () => {
      await flush();
      setResult(await api.call('supervisor.test', { projectId }));
    }, [api, flush, projectId]),
  );
  return (
    <Panel
      title={t('supervisor.test')}
      description={t('supervisor.testText')}
      actions={
        <Button size="sm" icon={FlaskConical} busy={test.busy} onClick={() => void test.run()}>
          {t('supervisor.test')}
        </Button>
      }
    >
      {result !== null && (
        <div role="status">
          <Notice
            tone={result.ok ? 'success' : 'danger'}
            title={`${t(result.ok ? 'supervisor.testOk' : 'supervisor.testFailed')} ${
              result.ok ? t('supervisor.testLatency', { time: formatDuration(result.latencyMs) }) : ''
            }`.trim()}
          >
            {result.message}
          </Notice>
        </div>
      )}
    </Panel>
  );
}
