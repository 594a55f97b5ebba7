import { useState } from 'react';
import type { EntityType } from '#shared/domain/entity-type.ts';
import { Field, TextInput } from '../../components/field.tsx';
import { t } from '../../i18n/t.ts';
import { nameProblem } from './schema-edits.ts';

interface NameFieldProps {
  readonly types: readonly EntityType[];
  readonly name: string;
  /** Called when the field is left with another, valid name. */
  readonly onRename: (name: string) => void;
}

const problems = { needed: 'schema.nameNeeded', taken: 'schema.nameTaken' } as const;

export function NameField({ types, name, onRename }: NameFieldProps) {
  const [draft, setDraft] = useState(name);
  const problem = nameProblem(types, name, draft);
  const commit = () => {
    const wish = draft.trim();
    if (problem === null && wish !== name) onRename(wish);
  };
  return (
    <Field
      label={t('schema.name')}
      help={t('schema.nameHelp')}
      error={problem === null ? undefined : t(problems[problem])}
    >
      {(ids) => (
        <TextInput
          {...ids}
          value={draft}
          maxLength={120}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(name);
          }}
        />
      )}
    </Field>
  );
}
