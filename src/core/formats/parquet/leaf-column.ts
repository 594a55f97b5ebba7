import type { ColumnMetaData, ParquetType, SchemaElement, SchemaTree } from 'hyparquet';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { mustHold } from './damage.ts';

/** A column of numbers or strings, as the pages hold it; records and lists are put together from several. */
export interface LeafColumn {
  readonly meta: ColumnMetaData;
  readonly type: ParquetType;
  readonly element: SchemaElement;
  /** From the root to the column itself. */
  readonly path: readonly SchemaTree[];
  readonly maxRepetition: number;
  readonly maxDefinition: number;
  /** Its byte strings are UTF-8. */
  readonly isText: boolean;
}

const otherBytes: ReadonlySet<string | undefined> = new Set(['DECIMAL', 'JSON', 'BSON', 'INTERVAL']);
const maxLevel = 100;

export function leafColumn(schema: SchemaTree, meta: ColumnMetaData): LeafColumn {
  const path = getTreePath(schema, meta.path_in_schema);
  const leaf = path.at(-1);
  mustHold(path.length > 1 && leaf?.children.length === 0, 'a column is not in the schema');
  const { element } = leaf;
  mustHold(element.type !== undefined && element.type === meta.type, 'a column is of two types');
  const maxDefinition = getMaxDefinitionLevel(path);
  mustHold(maxDefinition <= maxLevel, 'a column is nested too deep');
  const logical = element.logical_type?.type;
  return {
    meta,
    type: element.type,
    element,
    path,
    maxRepetition: getMaxRepetitionLevel(path),
    maxDefinition,
    isText:
      element.type === 'BYTE_ARRAY' &&
      !otherBytes.has(element.converted_type) &&
      (logical === undefined || logical === 'STRING' || logical === 'ENUM'),
  };
}
