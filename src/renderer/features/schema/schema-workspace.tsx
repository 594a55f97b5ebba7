import { ArrowRight, Plus, Shapes } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { stepPath } from '../../app/routes.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useAutosave } from '../../app/use-autosave.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { entityPalette } from '../../components/entity-palette.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Page } from '../../components/page.tsx';
import { Switch } from '../../components/switch.tsx';
import { t } from '../../i18n/t.ts';
import { addType, freeName, moveItem, newType, updateType } from './schema-edits.ts';
import { LintPanel } from './lint-panel.tsx';
import { SchemaMenu } from './schema-menu.tsx';
import { TypeEditor } from './type-editor.tsx';
import { TypeList } from './type-list.tsx';

/** List of types at the left, the chosen one at the right; every edit is written at once and can be undone. */
export function SchemaWorkspace({
  projectId,
  saved,
}: {
  readonly projectId: string;
  readonly saved: LabelSchema;
}) {
  const { api } = useServices();
  const { draft, setDraft, flush } = useAutosave(
    saved,
    useCallback(
      async (schema: LabelSchema) => {
        await api.call('schema.set', { projectId, schema });
      },
      [api, projectId],
    ),
  );
  const [wish, setWish] = useState<string | null>(null);
  const palette = useMemo(() => entityPalette(draft.types), [draft.types]);
  const chosen = draft.types.find((type) => type.name === wish) ?? draft.types[0] ?? null;
  const rename = useAction(
    useCallback(
      async (from: string, to: string) => {
        await flush();
        await api.call('schema.renameType', { projectId, from, to });
        setWish(to);
      },
      [api, flush, projectId],
    ),
  );
  const add = () => {
    const name = freeName(draft.types, t('schema.newName'));
    setDraft(addType(draft, newType(name)));
    setWish(name);
  };
  return (
    <Page>
      <PageHeader
        title={t('schema.title')}
        description={t('schema.description')}
        actions={
          <>
            <SchemaMenu projectId={projectId} schema={draft} onChange={setDraft} flush={flush} />
            <Link href={stepPath(projectId, 'goal')} className={buttonClass('secondary')}>
              {t('schema.next')}
              <ArrowRight aria-hidden className="size-4" />
            </Link>
            <Button variant="primary" icon={Plus} onClick={add}>
              {t('schema.add')}
            </Button>
          </>
        }
      />
      {chosen === null ? (
        <EmptyState
          icon={Shapes}
          title={t('schema.emptyTitle')}
          actions={<Button onClick={add}>{t('schema.add')}</Button>}
        >
          {t('schema.emptyText')}
        </EmptyState>
      ) : (
        <div className="grid items-start gap-5 md:grid-cols-[minmax(14rem,19rem)_1fr]">
          <div className="flex min-w-0 flex-col gap-4">
            <TypeList
              projectId={projectId}
              types={draft.types}
              palette={palette}
              chosen={chosen.name}
              onChoose={setWish}
              onMove={(index, by) => setDraft({ ...draft, types: [...moveItem(draft.types, index, by)] })}
            />
            <Switch
              label={t('schema.allowNested')}
              help={t('schema.allowNestedHelp')}
              checked={draft.allowNested}
              onChange={(allowNested) => setDraft({ ...draft, allowNested })}
            />
            <LintPanel projectId={projectId} palette={palette} onChoose={setWish} />
          </div>
          <TypeEditor
            key={chosen.name}
            projectId={projectId}
            types={draft.types}
            type={chosen}
            palette={palette}
            onChange={(patch) => setDraft(updateType(draft, chosen.name, patch))}
            onRename={(to) => void rename.run(chosen.name, to)}
            flush={flush}
          />
        </div>
      )}
    </Page>
  );
}
