import { useEffect, useEffectEvent, useState } from 'react';
import type { RunStatus } from '#shared/domain/run.ts';
import { formatPercent } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { runFraction } from './run-watch.ts';

const everyMs = 10_000;

/** Tells screen readers about progress, at most every ten seconds. */
export function RunAnnouncer({ run }: { readonly run: RunStatus }) {
  const [words, setWords] = useState('');
  const say = useEffectEvent(() => {
    if (run.state !== 'running') return;
    setWords(t('app.announceRun', { percent: formatPercent(runFraction(run)), activity: run.activity }));
  });
  useEffect(() => {
    const timer = setInterval(() => say(), everyMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      {words}
    </div>
  );
}
