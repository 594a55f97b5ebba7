import { FlaskConical } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { RpcOutput } from '#shared/rpc/contract.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

interface ServerTestProps {
  readonly url: string;
  readonly model: string;
  readonly disabled: boolean;
}

/** One small call to a model at a server, without any document text, and how it ended. */
export function ServerTest({ url, model, disabled }: ServerTestProps) {
  const { api } = useServices();
  const [result, setResult] = useState<RpcOutput<'annotators.testServer'> | null>(null);
  const test = useAction(
    useCallback(async () => {
      setResult(null);
      setResult(await api.call('annotators.testServer', { url, model }));
    }, [api, model, url]),
  );
  return (
    <div className="flex items-center justify-between gap-3">
      <div role="status" className="min-w-0 text-xs">
        {result === null ? (
          <StatusChip tone={test.busy ? 'busy' : 'neutral'}>
            {t(test.busy ? 'annotators.probing' : 'annotators.notProbed')}
          </StatusChip>
        ) : (
          <>
            <StatusChip tone={result.ok ? 'success' : 'danger'}>
              {t(result.ok ? 'annotators.probeOk' : 'annotators.probeFailed')}
            </StatusChip>
            <p className="mt-1 break-words text-text-2">
              {result.message} {result.ok && result.latencyMs >= 1000 && formatDuration(result.latencyMs)}
            </p>
          </>
        )}
      </div>
      <Button
        size="sm"
        icon={FlaskConical}
        busy={test.busy}
        disabled={disabled}
        onClick={() => void test.run()}
      >
        {t(result === null ? 'annotators.probe' : 'annotators.probeAgain')}
      </Button>
    </div>
  );
}
