import { Field } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import type { WizardStepProps } from './format-step.tsx';
import { LabelMapTable } from './label-map-table.tsx';
import { PreviewTable } from './preview-table.tsx';
import { roleOf, roles } from './column-roles.ts';
import { UseAsChoice } from './use-as-choice.tsx';

/** Columns to roles, what the spans are worth, and types of the file to types of the project. */
export function MappingStep({ projectId, preview, pending, options, dispatch }: WizardStepProps) {
  const hasTypes = Object.keys(preview.typeCounts).length > 0;
  return (
    <>
      <Panel
        title={t('import.mappingTitle')}
        description={preview.columns.length === 0 ? t('import.mappingNone') : t('import.mappingText')}
      >
        {preview.columns.length > 0 && (
          <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-4">
            {preview.columns.map((column) => (
              <Field
                key={column.name}
                label={column.name}
                help={column.samples.slice(0, 2).join(' · ').slice(0, 80)}
              >
                {({ id }) => (
                  <Select
                    id={id}
                    value={roleOf(column, options.columns)}
                    options={roles.map(({ role, label }) => ({ value: role, label: t(label) }))}
                    onChange={(role) => {
                      if (role !== 'meta') dispatch({ kind: 'column-mapped', role, column: column.name });
                      else
                        dispatch({
                          kind: 'column-mapped',
                          role: roleOf(column, options.columns),
                          column: null,
                        });
                    }}
                  />
                )}
              </Field>
            ))}
          </div>
        )}
      </Panel>
      {hasTypes && (
        <UseAsChoice
          value={options.as ?? 'gold'}
          onChange={(as) => dispatch({ kind: 'options-changed', options: { as } })}
        />
      )}
      {hasTypes && options.as !== 'ignore' && (
        <LabelMapTable projectId={projectId} preview={preview} options={options} dispatch={dispatch} />
      )}
      <PreviewTable projectId={projectId} preview={preview} pending={pending} />
    </>
  );
}
