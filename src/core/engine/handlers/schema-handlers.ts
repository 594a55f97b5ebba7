import { AppError } from '#shared/errors.ts';
import type { RpcHandlers } from '#shared/rpc/contract.ts';
import { readSchemaText, writeSchemaText } from '#core/formats/schema-io/schema-text.ts';
import { countGoldTypes, renameTypeInMarks } from '#core/store/document-table.ts';
import { addGuidelineRevision, readNewestGuideline } from '#core/store/guideline-table.ts';
import { readProject, setGoal } from '#core/store/project-table.ts';
import { addSchemaRevision, readSchema } from '#core/store/setup-tables.ts';
import type { EngineContext } from '../context.ts';
import { lintSchema } from '../lint-schema.ts';
import { readSchemaTemplates } from '../resource-files.ts';

type Methods =
  | 'schema.get'
  | 'schema.set'
  | 'schema.lint'
  | 'schema.renameType'
  | 'schema.removeType'
  | 'schema.usage'
  | 'schema.import'
  | 'schema.export'
  | 'schema.templates'
  | 'goal.get'
  | 'goal.set';

export function schemaHandlers(context: EngineContext): Pick<RpcHandlers, Methods> {
  const { projects } = context;
  return {
    'schema.get': ({ projectId }) => readSchema(projects.open(projectId).db).schema,
    'schema.set': ({ projectId, schema, note }) => {
      const names = schema.types.map((type) => type.name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) {
        throw new AppError('ALREADY_EXISTS', `The entity type "${twice}" is there twice.`, {
          action: 'Give each type a name of its own.',
        });
      }
      projects.edit(projectId, note === '' ? 'Edit entity types' : note, ['schema'], (db) =>
        addSchemaRevision(db, schema, note, context.now()),
      );
      return null;
    },
    'schema.lint': ({ projectId }) => lintSchema(projects.open(projectId).db),
    'schema.renameType': ({ projectId, from, to }) => {
      projects.edit(projectId, `Rename ${from} to ${to}`, ['schema', 'corpus'], (db) => {
        const { schema } = readSchema(db);
        if (!schema.types.some((type) => type.name === from))
          throw new AppError('NOT_FOUND', `There is no entity type "${from}".`);
        if (schema.types.some((type) => type.name === to)) {
          throw new AppError('ALREADY_EXISTS', `There is an entity type "${to}" already.`, {
            action: `Remove ${from} and move its marks to ${to} instead.`,
          });
        }
        const types = schema.types.map((type) => (type.name === from ? { ...type, name: to } : type));
        addSchemaRevision(db, { ...schema, types }, `Rename ${from} to ${to}`, context.now());
        renameTypeInMarks(db, from, to);
      });
      return null;
    },
    'schema.removeType': ({ projectId, name, moveTo }) => {
      projects.edit(projectId, `Remove ${name}`, ['schema', 'corpus'], (db) => {
        const { schema } = readSchema(db);
        if (!schema.types.some((type) => type.name === name))
          throw new AppError('NOT_FOUND', `There is no entity type "${name}".`);
        if (moveTo !== null && !schema.types.some((type) => type.name === moveTo)) {
          throw new AppError('NOT_FOUND', `There is no entity type "${moveTo}" to move the marks to.`);
        }
        const types = schema.types.filter((type) => type.name !== name);
        addSchemaRevision(db, { ...schema, types }, `Remove ${name}`, context.now());
        renameTypeInMarks(db, name, moveTo);
      });
      return null;
    },
    'schema.usage': ({ projectId }) => countGoldTypes(projects.open(projectId).db),
    'schema.import': ({ projectId, text, format }) => {
      const schema = readSchemaText(text, format);
      if (schema.types.length === 0) {
        throw new AppError('SCHEMA_EMPTY', 'No entity type was found in this text.', {
          action: 'Check the format, or choose another one.',
        });
      }
      projects.edit(projectId, 'Import entity types', ['schema'], (db) =>
        addSchemaRevision(db, schema, 'Import', context.now()),
      );
      return schema;
    },
    'schema.export': ({ projectId, format }) =>
      writeSchemaText(readSchema(projects.open(projectId).db).schema, format),
    'schema.templates': () =>
      readSchemaTemplates(context.options.resourcesDir).map((template) => ({
        id: template.id,
        label: template.title,
        description: template.description,
        types: template.schema.types,
      })),
    'goal.get': ({ projectId }) => ({ goal: readProject(projects.open(projectId).db).goal }),
    'goal.set': ({ projectId, goal }) => {
      projects.edit(projectId, 'Edit goal', ['goal', 'guidelines'], (db) => {
        setGoal(db, goal);
        const newest = readNewestGuideline(db);
        if (newest === undefined || newest.goal === goal) return;
        addGuidelineRevision(db, {
          parent: newest.number,
          runId: newest.runId,
          iteration: newest.iteration,
          author: 'expert',
          createdAt: context.now(),
          summary: 'Edit goal',
          goal,
          rules: newest.rules,
        });
      });
      return null;
    },
  };
}
