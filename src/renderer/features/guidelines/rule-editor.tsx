import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import {
  priorities,
  type Priority,
  type Rule,
  type RuleExample,
  type RuleScope,
} from '#shared/domain/guideline.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextArea, TextInput } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import { scopeId, scopeTitle } from './group-rules.ts';
import type { RuleEdits } from './use-rule-edits.ts';

/** The rule to change, or null for a new one. */
export interface RuleDraft {
  readonly rule: Rule | null;
}

interface RuleEditorProps {
  readonly projectId: string;
  readonly draft: RuleDraft;
  readonly edits: RuleEdits;
  readonly onClose: () => void;
}

/** A rule's text, examples, priority and (for a new one) scope. */
export function RuleEditor({ projectId, draft, edits, onClose }: RuleEditorProps) {
  const { rule } = draft;
  const schema = useQuery('schema.get', { projectId });
  const pool = useQuery('annotators.pool', { projectId });
  const [text, setText] = useState(rule?.text ?? '');
  const [priority, setPriority] = useState<Priority>(rule?.priority ?? 'medium');
  const [scope, setScope] = useState<RuleScope>(rule?.scope ?? { kind: 'general' });
  const [examples, setExamples] = useState<readonly RuleExample[]>(rule?.examples ?? []);
  const [busy, setBusy] = useState(false);
  const annotators = pool.data ?? [];
  const scopes: readonly RuleScope[] = [
    { kind: 'general' },
    ...(schema.data?.types ?? []).map(({ name }) => ({ kind: 'type' as const, type: name })),
    ...annotators.map(({ id }) => ({ kind: 'annotator' as const, annotatorId: id })),
  ];
  const save = async (): Promise<void> => {
    setBusy(true);
    const kept = examples.filter((example) => example.text.trim() !== '').map((example) => ({ ...example }));
    const done = await (rule === null
      ? edits.edit(
          { kind: 'add', scope, text: text.trim(), examples: kept, priority },
          t('guidelines.doneAdded'),
        )
      : edits.edit(
          { kind: 'edit', ruleId: rule.id, text: text.trim(), examples: kept, priority },
          t('guidelines.doneEdited'),
        ));
    setBusy(false);
    if (done) onClose();
  };
  const change = (index: number, patch: Partial<RuleExample>): void =>
    setExamples((old) => old.map((example, at) => (at === index ? { ...example, ...patch } : example)));
  return (
    <Dialog
      open
      width="md"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={rule === null ? t('guidelines.addTitle') : t('guidelines.editTitle')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={text.trim() === ''} onClick={() => void save()}>
            {t('guidelines.saveRule')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pb-2">
        <Field label={t('guidelines.ruleText')} help={t('guidelines.ruleTextHelp')}>
          {(ids) => (
            <TextArea
              {...ids}
              autoFocus
              rows={4}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-6">
          {rule === null && (
            <Field label={t('guidelines.scope')}>
              {(ids) => (
                <Select
                  id={ids.id}
                  value={scopeId(scope)}
                  options={scopes.map((option) => ({
                    value: scopeId(option),
                    label:
                      option.kind === 'general'
                        ? t('guidelines.scopeGeneral')
                        : scopeTitle(option, annotators),
                  }))}
                  onChange={(id) =>
                    setScope(scopes.find((option) => scopeId(option) === id) ?? { kind: 'general' })
                  }
                />
              )}
            </Field>
          )}
          <div className="flex flex-col items-start gap-1">
            <p className="text-sm font-medium">{t('guidelines.priority')}</p>
            <Segmented
              label={t('guidelines.priority')}
              value={priority}
              options={priorities.map((value) => ({ value, label: t(`guidelines.priority_${value}`) }))}
              onChange={setPriority}
            />
          </div>
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">{t('guidelines.examples')}</legend>
          {examples.map((example, index) => (
            <div
              key={index}
              className="flex flex-wrap items-start gap-2 rounded-control border border-line p-2"
            >
              <TextInput
                aria-label={t('guidelines.exampleText')}
                placeholder={t('guidelines.exampleText')}
                className="flex-1 basis-48"
                value={example.text}
                onChange={(event) => change(index, { text: event.target.value })}
              />
              <TextInput
                aria-label={t('guidelines.exampleAnnotation')}
                placeholder={t('guidelines.exampleAnnotation')}
                className="flex-1 basis-40"
                value={example.annotation}
                onChange={(event) => change(index, { annotation: event.target.value })}
              />
              <IconButton
                icon={X}
                label={t('guidelines.exampleRemove')}
                onClick={() => setExamples((old) => old.filter((_, at) => at !== index))}
              />
              <TextInput
                aria-label={t('guidelines.exampleRationale')}
                placeholder={t('guidelines.exampleRationale')}
                className="basis-full"
                value={example.rationale}
                onChange={(event) => change(index, { rationale: event.target.value })}
              />
            </div>
          ))}
          <Button
            size="sm"
            variant="ghost"
            icon={Plus}
            className="self-start"
            onClick={() => setExamples((old) => [...old, { text: '', annotation: '', rationale: '' }])}
          >
            {t('guidelines.exampleAdd')}
          </Button>
        </fieldset>
      </div>
    </Dialog>
  );
}
