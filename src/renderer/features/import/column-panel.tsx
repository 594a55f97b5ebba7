import { isColumnFile, isUsedBy, rolesOfFormat, type ColumnRole } from '#shared/domain/reader-options.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/t.ts';
import { roleLabel, roleOf, rolesToOffer } from './column-roles.ts';
import type { WizardStepProps } from './format-step.tsx';

/** Columns without names are called by their numbers. */
const isNumber = (name: string): boolean => /^\d+$/u.test(name);

/** Which column is what: a role for each column found, or a name for each role where none could be listed. */
export function ColumnPanel({ preview, options, dispatch }: Omit<WizardStepProps, 'projectId' | 'pending'>) {
  const format = options.format ?? preview.files[0]?.guesses['format']?.value ?? '';
  const byName = preview.columns.length === 0 ? rolesOfFormat(format) : [];
  const description =
    byName.length > 0
      ? t('import.mappingByName')
      : preview.columns.length > 0
        ? t(isColumnFile(format) ? 'import.mappingTokens' : 'import.mappingText')
        : t('import.mappingNone');
  const isEmpty = byName.length === 0 && preview.columns.length === 0;
  return (
    <Panel title={t('import.mappingTitle')} description={description}>
      {isEmpty ? null : (
        <>
          {isUsedBy('header', format) && preview.columns.length > 0 && (
            <Checkbox
              className="mb-4"
              label={t('import.header')}
              checked={options.header ?? !preview.columns.every(({ name }) => isNumber(name))}
              onChange={(header) => dispatch({ kind: 'header-chosen', header })}
            />
          )}
          <Columns byName={byName} format={format} preview={preview} options={options} dispatch={dispatch} />
        </>
      )}
    </Panel>
  );
}

interface ColumnsProps extends Pick<WizardStepProps, 'preview' | 'options' | 'dispatch'> {
  readonly byName: readonly ColumnRole[];
  readonly format: string;
}

function Columns({ byName, format, preview, options, dispatch }: ColumnsProps) {
  const mapped = Object.entries(options.columns ?? {});
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-4">
      {preview.columns.map((column) => (
        <Field
          key={column.name}
          label={isNumber(column.name) ? t('import.columnNumber', { n: column.name }) : column.name}
          help={column.samples.slice(0, 2).join(' · ').slice(0, 80)}
        >
          {({ id }) => (
            <Select
              id={id}
              value={roleOf(column, options.columns)}
              options={rolesToOffer(format).map((role) => ({
                value: role,
                label: t(roleLabel(role, format)),
              }))}
              onChange={(role) => dispatch({ kind: 'column-mapped', role, column: column.name })}
            />
          )}
        </Field>
      ))}
      {byName.map((role) => (
        <Field key={role} label={t(roleLabel(role, format))} optional>
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
  );
}
