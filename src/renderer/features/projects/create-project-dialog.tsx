import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';

const noTemplate = 'none';

interface CreateProjectDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function CreateProjectDialog({ open, onOpenChange }: CreateProjectDialogProps) {
  const { api } = useServices();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState(noTemplate);
  const [tried, setTried] = useState(false);
  const templates = useQuery('schema.templates', open ? {} : null).data;
  const create = useAction(
    useCallback(async () => {
      const types = templates?.find((candidate) => candidate.id === template)?.types;
      const project = await api.call('projects.create', {
        name: name.trim(),
        ...(types === undefined ? {} : { schema: { types, allowNested: false } }),
      });
      onOpenChange(false);
      navigate(stepPath(project.id, project.nextStep));
    }, [api, name, navigate, onOpenChange, template, templates]),
  );
  const submit = () => {
    setTried(true);
    if (name.trim() !== '') void create.run();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('projects.createTitle')}
      description={t('projects.createText')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={create.busy} onClick={submit}>
            {t('projects.createDo')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pb-1">
        <Field
          label={t('projects.name')}
          error={tried && name.trim() === '' ? t('projects.nameNeeded') : undefined}
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={name}
              maxLength={200}
              placeholder={t('projects.namePlaceholder')}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') submit();
              }}
            />
          )}
        </Field>
        <Field label={t('projects.template')} optional>
          {({ id }) => (
            <Select
              id={id}
              value={template}
              onChange={setTemplate}
              options={[
                { value: noTemplate, label: t('projects.templateNone') },
                ...(templates ?? []).map((candidate) => ({
                  value: candidate.id,
                  label: candidate.label,
                  detail: candidate.description,
                })),
              ]}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
