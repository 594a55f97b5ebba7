import { parquetMetadata, parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';
import { limits } from '../limits.ts';
import type { ReadSource } from '../read-source.ts';
import { mustHold, ParquetDamage } from './damage.ts';
import { readThriftStruct } from './thrift.ts';

export interface Footer {
  readonly metadata: FileMetaData;
  readonly schema: SchemaTree;
}

const maxFooterBytes = 32 << 20;
/** Numbers, names and records of a footer: about 40 for each column of each row group. */
const maxNodes = 1_000_000;
const maxSchemaElements = 10_000;
/** The length of the footer and the letters PAR1. */
const tailBytes = 8;

/** @throws {ParquetDamage} */
export async function readFooter(source: ReadSource): Promise<Footer> {
  const size = source.size ?? 0;
  mustHold(size > tailBytes, 'it is too short');
  const tail = await source.slice(size - tailBytes, size);
  mustHold(
    tail.length === tailBytes && Buffer.from(tail.subarray(4)).toString('latin1') === 'PAR1',
    'it does not end as Parquet files do',
  );
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  mustHold(length + tailBytes <= size, 'its index is longer than the file');
  if (length > maxFooterBytes) throw tooLarge();
  const bytes = await source.slice(size - tailBytes - length, size);
  // The library makes room for lists as long as they claim to be.
  const read = readThriftStruct(bytes.subarray(0, length), maxNodes);
  mustHold(read !== null, 'its index is damaged, or has more row groups than can be held');
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  checkSchema(metadata);
  checkSizes(metadata, size);
  return { metadata, schema: parquetSchema(metadata) };
}

/** The library's own walk trusts the numbers of children. */
function checkSchema({ schema }: FileMetaData): void {
  mustHold(schema.length <= maxSchemaElements, 'it has too many columns');
  let at = 0;
  const walk = (depth: number): void => {
    const element = schema[at++];
    mustHold(element !== undefined && depth <= limits.depth, 'its schema is damaged');
    for (let i = 0; i < (element.num_children ?? 0); i++) walk(depth + 1);
  };
  walk(0);
  mustHold(at === schema.length, 'its schema is damaged');
}

/** Sizes in the metadata are claims; absurd ones are refused before a page is read. */
function checkSizes(metadata: FileMetaData, size: number): void {
  for (const group of metadata.row_groups)
    for (const { meta_data: column, file_path: path } of group.columns) {
      mustHold(column !== undefined && path === undefined, 'a column is encrypted or in another file');
      // Every row has at least one entry in every column, be it null.
      mustHold(
        group.num_rows >= 0n && group.num_rows <= column.num_values,
        'it claims more rows than it holds values',
      );
      mustHold(Number(column.total_compressed_size) <= size, 'a column is longer than the file');
    }
  if (Number(metadata.num_rows) > 100_000_000)
    throw new ParquetDamage(`it claims ${String(metadata.num_rows)} rows`, 'Split the file.');
}

const tooLarge = (): ParquetDamage =>
  new ParquetDamage('its index is larger than 32 MB', 'Write the file with larger row groups, or split it.');
