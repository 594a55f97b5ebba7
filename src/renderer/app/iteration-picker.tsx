import { Select, type Option } from '../components/select.tsx';
import { formatDateTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { useIteration } from './use-iteration.ts';
import { useShortcut } from './use-shortcut.ts';

const newestValue = 'newest';

/** Chooses the round (and, where there are several, the run) all screens show. */
export function IterationPicker({ projectId }: { readonly projectId: string }) {
  const choice = useIteration(projectId);
  const { newest, iteration } = choice;
  useShortcut(
    'next-iteration',
    () => choice.select(Math.min((iteration ?? 0) + 1, newest ?? 0)),
    newest !== null,
  );
  useShortcut('previous-iteration', () => choice.select(Math.max(0, (iteration ?? 0) - 1)), newest !== null);
  if (newest === null || choice.run === null) return null;
  const rounds: Option[] = [
    { value: newestValue, label: `${t('app.iteration')} ${newest} · ${t('app.iterationLatest')}` },
    ...Array.from({ length: newest + 1 }, (_, back) => newest - back).map((round) => ({
      value: String(round),
      label: `${t('app.iteration')} ${round}`,
    })),
  ];
  return (
    <div className="flex shrink-0 items-center gap-1.5">
      {choice.runs.length > 1 && (
        <Select
          size="sm"
          label={t('app.runOpen')}
          className="max-w-44"
          value={choice.run.runId}
          options={choice.runs.map((run) => ({ value: run.runId, label: formatDateTime(run.startedAt) }))}
          onChange={choice.selectRun}
        />
      )}
      <Select
        size="sm"
        label={t('app.iteration')}
        value={choice.follows ? newestValue : String(iteration)}
        options={rounds}
        onChange={(value) => choice.select(value === newestValue ? null : Number(value))}
      />
    </div>
  );
}
