import { clsx } from 'clsx';
import { Trash2 } from 'lucide-react';
import { defaultInFlight, type AnnotatorConfig } from '#shared/domain/annotator.ts';
import { openAiBaseUrl } from '#shared/domain/address.ts';
import { IconButton } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { t } from '../../i18n/t.ts';
import { InFlightField } from './in-flight-field.tsx';
import { ServerPlace } from './server-place.tsx';
import { ServerTest } from './server-test.tsx';
import { useHostLeave } from './use-host-leave.ts';
import type { PoolControl } from './use-pool.ts';

interface ServerCardProps {
  readonly annotator: AnnotatorConfig;
  readonly pool: PoolControl;
}

/** An annotator at a server: use, where its documents go, documents at once, test. */
export function ServerCard({ annotator, pool }: ServerCardProps) {
  const url = annotator.endpoint ?? openAiBaseUrl;
  const allowed = useHostLeave(url);
  return (
    <article
      className={clsx(
        'flex min-w-0 flex-1 flex-col gap-3 rounded-panel border bg-panel p-4',
        annotator.enabled ? 'border-accent' : 'border-line',
      )}
    >
      <header className="flex items-start gap-2">
        <Checkbox
          className="min-w-0 flex-1"
          checked={annotator.enabled}
          onChange={(next) => pool.toggle(annotator, next)}
          label={<span className="text-base font-semibold break-all">{annotator.model}</span>}
          help={<span className="break-all">{url}</span>}
        />
        <IconButton
          size="sm"
          icon={Trash2}
          className="-mt-1 -mr-1.5"
          label={t('annotators.serverRemove', { name: annotator.displayName })}
          onClick={() => pool.remove(annotator.id)}
        />
      </header>
      <div>
        <ServerPlace url={url} />
      </div>
      <InFlightField
        key={annotator.inFlight}
        value={annotator.inFlight ?? defaultInFlight}
        onChange={(inFlight) => pool.put({ ...annotator, inFlight })}
      />
      <footer className="mt-auto border-t border-line pt-3">
        <ServerTest url={url} model={annotator.model} disabled={!allowed} />
      </footer>
    </article>
  );
}
