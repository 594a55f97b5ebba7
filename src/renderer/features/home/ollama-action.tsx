import { Play } from 'lucide-react';
import { useCallback } from 'react';
import type { Health } from '#shared/rpc/system.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';

/** Offers to start Ollama where none runs and it can be started. */
export function OllamaAction({ health }: { readonly health: Health }) {
  const { api, queries } = useServices();
  const start = useAction(
    useCallback(async () => {
      await api.call('server.start', {});
      queries.invalidate((query) => query.method === 'system.health' || query.method === 'models.list');
    }, [api, queries]),
  );
  if (!health.ollama.canStart) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-3">
      <Button size="sm" icon={Play} busy={start.busy} onClick={() => void start.run()}>
        {t('home.ollamaStart')}
      </Button>
    </div>
  );
}
