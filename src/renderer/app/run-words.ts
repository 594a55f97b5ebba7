import type { RunStatus } from '#shared/domain/run.ts';
import type { Tone } from '../components/status-chip.tsx';
import { formatDuration, formatPercent } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { runFraction } from './run-watch.ts';

/** "Run 64 %, 12 min left" and its tone. */
export function runWords(run: RunStatus): { readonly text: string; readonly tone: Tone } {
  switch (run.state) {
    case 'running': {
      const percent = t('app.runPercent', { percent: formatPercent(runFraction(run)) });
      const left = run.etaMs === null ? '' : `, ${t('app.runLeft', { time: formatDuration(run.etaMs) })}`;
      return { text: percent + left, tone: 'accent' };
    }
    case 'paused':
      return { text: t('app.runPaused'), tone: 'warning' };
    case 'waiting-for-expert':
    case 'waiting-for-approval':
      return { text: t('app.runWaiting'), tone: 'warning' };
    case 'stopped':
      return { text: t('app.runStopped'), tone: 'neutral' };
    case 'failed':
      return { text: t('app.runFailed'), tone: 'danger' };
    case 'done':
      return { text: t('app.runDone'), tone: 'success' };
  }
}
