import { FileInput } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { PickedFile } from '#shared/rpc/api.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useJob } from '../../app/use-job.ts';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Progress } from '../../components/progress.tsx';
import { t } from '../../i18n/t.ts';

/** A model from a file, for computers without internet. */
export function GgufImport() {
  const { api, jobs } = useServices();
  const [file, setFile] = useState<PickedFile | null>(null);
  const [name, setName] = useState('');
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const pick = useAction(
    useCallback(async () => {
      const [picked] = await api.pickFiles({ extensions: ['gguf'] });
      if (picked === undefined) return;
      setFile(picked);
      setName(picked.name.replace(/\.gguf$/i, '').toLowerCase());
    }, [api]),
  );
  const start = useAction(
    useCallback(async () => {
      if (file === null) return;
      const started = await api.call('models.importGguf', { path: file.path, name: name.trim() });
      jobs.getState().putJob(started);
      setJobId(started.jobId);
      setFile(null);
    }, [api, file, jobs, name]),
  );
  return (
    <div className="flex flex-col gap-3 rounded-panel border border-line bg-panel p-4">
      <div className="flex items-start justify-between gap-3">
        <div>
          <h3 className="text-sm font-medium">{t('annotators.gguf')}</h3>
          <p className="text-xs text-text-2">{t('annotators.ggufText')}</p>
        </div>
        <Button icon={FileInput} busy={pick.busy} onClick={() => void pick.run()}>
          {t('common.choose')}
        </Button>
      </div>
      {file !== null && (
        <div className="flex items-end gap-2">
          <Field label={t('annotators.ggufName')} className="flex-1">
            {(ids) => <TextInput {...ids} value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Button busy={start.busy} disabled={name.trim() === ''} onClick={() => void start.run()}>
            {t('annotators.ggufDo')}
          </Button>
        </div>
      )}
      {job !== null && (
        <Progress
          fraction={job.state === 'done' ? 1 : job.fraction}
          label={job.title}
          detail={job.error?.message ?? job.detail}
          tone={job.state === 'failed' ? 'danger' : job.state === 'done' ? 'success' : 'accent'}
        />
      )}
    </div>
  );
}
