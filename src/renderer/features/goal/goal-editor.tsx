import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useAutosave } from '../../app/use-autosave.ts';
import { Field, TextArea } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';

const shortGoal = 40;
const maxGoal = 20_000;

/** The one box of the goal; written as you type. */
export function GoalEditor({ projectId, saved }: { readonly projectId: string; readonly saved: string }) {
  const { api } = useServices();
  const { draft, setDraft, flush } = useAutosave(
    saved,
    useCallback(
      async (goal: string) => {
        await api.call('goal.set', { projectId, goal });
      },
      [api, projectId],
    ),
  );
  const length = draft.trim().length;
  const hint = length === 0 ? t('goal.empty') : length < shortGoal ? t('goal.shortHint') : null;
  return (
    <div className="rounded-panel border border-line bg-panel p-4">
      <Field label={t('goal.label')} help={t('goal.help')}>
        {(ids) => (
          <TextArea
            {...ids}
            value={draft}
            maxLength={maxGoal}
            rows={7}
            placeholder={t('goal.placeholder')}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={() => void flush()}
            className="resize-y !text-base leading-relaxed"
          />
        )}
      </Field>
      <p className="mt-2 flex flex-wrap justify-between gap-x-4 text-xs text-text-2">
        <span>{hint}</span>
        <span>{t('goal.characters', { count: length })}</span>
      </p>
    </div>
  );
}
