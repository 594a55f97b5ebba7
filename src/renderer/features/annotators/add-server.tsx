import { Plus } from 'lucide-react';
import { useState } from 'react';
import { defaultInFlight } from '#shared/domain/annotator.ts';
import { hostOf, isLoopbackUrl } from '#shared/domain/address.ts';
import { HostConsent } from '../../app/host-consent.tsx';
import { KeyPanel } from '../../app/key-panel.tsx';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { t } from '../../i18n/t.ts';
import { InFlightField } from './in-flight-field.tsx';
import { ServerModel } from './server-model.tsx';
import { ServerPlace } from './server-place.tsx';
import { ServerTest } from './server-test.tsx';
import { serverAddress, serverAnnotator } from './server-draft.ts';
import { useHostLeave } from './use-host-leave.ts';
import type { PoolControl } from './use-pool.ts';

/** Adds a model at an OpenAI-compatible server: address, leave, key, model, documents at once, test. */
export function AddServer({ pool }: { readonly pool: PoolControl }) {
  const [text, setText] = useState('');
  /** The address as the field was left: what a key and leave belong to is no half-typed one. */
  const [url, setUrl] = useState<string | null>(null);
  const isBad = text.trim() !== '' && serverAddress(text) === null;
  const leave = (): void => setUrl(serverAddress(text));
  return (
    <Panel title={t('annotators.serverAdd')} description={t('annotators.serverAddText')}>
      <div className="flex flex-col gap-4">
        <Field
          label={t('annotators.serverUrl')}
          help={t('annotators.serverUrlHelp')}
          error={isBad ? t('supervisor.urlBad') : undefined}
        >
          {(ids) => (
            <TextInput
              {...ids}
              type="url"
              value={text}
              maxLength={2000}
              placeholder="http://llm.example.org:8000/v1"
              onChange={(event) => setText(event.target.value)}
              onBlur={leave}
              onKeyDown={(event) => {
                if (event.key === 'Enter') leave();
              }}
            />
          )}
        </Field>
        {url !== null && <ServerSetup key={url} url={url} pool={pool} />}
      </div>
    </Panel>
  );
}

function ServerSetup({ url, pool }: { readonly url: string; readonly pool: PoolControl }) {
  const [model, setModel] = useState('');
  const [inFlight, setInFlight] = useState(defaultInFlight);
  const allowed = useHostLeave(url);
  const host = hostOf(url) ?? '';
  const isElsewhere = !isLoopbackUrl(url);
  const named = model.trim();
  const wanted = serverAnnotator({ url, model: named, inFlight }, pool.annotators ?? []);
  const isThere = pool.annotators?.some(({ id }) => id === wanted.id) ?? false;
  return (
    <>
      {isElsewhere ? (
        <Notice tone="warning" title={t('annotators.serverSends', { host })}>
          <p>{t('annotators.serverSendsText')}</p>
          <HostConsent className="mt-2" host={host} purpose="annotator" />
        </Notice>
      ) : (
        <div>
          <ServerPlace url={url} />
        </div>
      )}
      <KeyPanel url={url} />
      <div className="grid items-start gap-4 md:grid-cols-2">
        <ServerModel url={url} model={model} allowed={allowed} onChange={setModel} />
        <InFlightField value={inFlight} onChange={setInFlight} />
      </div>
      <footer className="flex flex-col gap-3 border-t border-line pt-3">
        <ServerTest key={named} url={url} model={named} disabled={!allowed || named === ''} />
        <div className="flex items-center justify-end gap-3">
          {isThere && <p className="text-xs text-text-2">{t('annotators.serverThere')}</p>}
          {!allowed && <p className="text-xs text-text-2">{t('annotators.serverAllowFirst')}</p>}
          <Button
            variant="primary"
            icon={Plus}
            disabled={!allowed || named === '' || isThere || pool.annotators === null}
            onClick={() => pool.put(wanted)}
          >
            {t('annotators.serverAddDo')}
          </Button>
        </div>
      </footer>
    </>
  );
}
