import { Pause, Play } from 'lucide-react';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { IconButton } from '../components/button.tsx';
import { toneIcons } from '../components/status-chip.tsx';
import { RunAnnouncer } from './run-announcer.tsx';
import { stepPath } from './routes.ts';
import { runFraction } from './run-watch.ts';
import { runWords } from './run-words.ts';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useOverview } from './use-overview.ts';
import { useChord, useShortcut } from './use-shortcut.ts';
import { t } from '../i18n/t.ts';

const colors = {
  neutral: 'text-text-2',
  success: 'text-success',
  warning: 'text-warning',
  danger: 'text-danger',
  info: 'text-info',
  accent: 'text-text',
  busy: 'text-accent',
} as const;

/** The run on every screen: state, share, time left, pause. */
export function RunIndicator({ projectId }: { readonly projectId: string }) {
  const { api } = useServices();
  const run = useOverview(projectId).data?.run ?? null;
  const running = run?.state === 'running';
  const canResume = run?.state === 'paused' || run?.state === 'failed';
  const toggle = useAction(
    useCallback(
      async (pause: boolean) => {
        if (pause) await api.call('run.pause', { projectId });
        else await api.call('run.resume', { projectId });
      },
      [api, projectId],
    ),
  );
  useShortcut('pause-run', () => void toggle.run(running), running || canResume);
  const chord = useChord('pause-run');
  if (run === null) return null;
  const { text, tone } = runWords(run);
  const Icon = toneIcons[tone];
  return (
    <div className="flex shrink-0 items-center gap-1">
      <Link
        href={stepPath(projectId, 'run')}
        aria-label={`${text}. ${t('app.runOpen')}`}
        className="flex h-7 items-center gap-2 rounded-control px-2 text-xs hover:bg-hover"
      >
        {running ? (
          <span aria-hidden className="h-1.5 w-16 overflow-hidden max-md:hidden rounded-full bg-pressed">
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: `${runFraction(run) * 100}%` }}
            />
          </span>
        ) : (
          <Icon aria-hidden className={`size-3.5 ${colors[tone]}`} />
        )}
        <span className="whitespace-nowrap text-text max-lg:max-w-32 max-lg:truncate max-md:max-w-20">
          {text}
        </span>
      </Link>
      {(running || canResume) && (
        <IconButton
          size="sm"
          icon={running ? Pause : Play}
          label={running ? t('app.runPause') : t('app.runResume')}
          chord={chord}
          disabled={toggle.busy}
          onClick={() => void toggle.run(running)}
        />
      )}
      <RunAnnouncer run={run} />
    </div>
  );
}
