import { Field, TextInput } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import { roleOf, roles, rolesOfFormat } from './column-roles.ts';
import type { WizardStepProps } from './format-step.tsx';

/** Which column is what: a role for each column found, or a name for each role where none could be listed. */
export function ColumnPanel({ preview, options, dispatch }: Omit<WizardStepProps, 'projectId' | 'pending'>) {
  const format = options.format ?? preview.files[0]?.guesses['format']?.value;
  const byName = preview.columns.length === 0 ? rolesOfFormat(format) : [];
  const description =
    byName.length > 0
      ? t('import.mappingByName')
      : preview.columns.length > 0
        ? t('import.mappingText')
        : t('import.mappingNone');
  const mapped = Object.entries(options.columns ?? {});
  return (
    <Panel title={t('import.mappingTitle')} description={description}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-4 empty:hidden">
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
                onChange={(role) => dispatch({ kind: 'column-mapped', role, column: column.name })}
              />
            )}
          </Field>
        ))}
        {roles
          .filter(({ role }) => byName.includes(role))
          .map(({ role, label }) => (
            <Field key={role} label={t(label)} optional>
              {(ids) => (
                <TextInput
                  {...ids}
                  placeholder={t('import.mappingFound')}
                  defaultValue={mapped.find(([, other]) => other === role)?.[0] ?? ''}
                  onBlur={(event) => {
                    const column = event.target.value.trim();
                    dispatch({ kind: 'column-mapped', role, column: column === '' ? null : column });
                  }}
                />
              )}
            </Field>
          ))}
      </div>
    </Panel>
  );
}
