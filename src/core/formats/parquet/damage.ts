/** A Parquet file that cannot be read, with the reason; the reader adds the file's name. */
export class ParquetDamage extends Error {
  override readonly name = 'ParquetDamage';
  readonly action: string;
  constructor(why: string, action = 'The file is damaged; write or download it again.') {
    super(why);
    this.action = action;
  }
}

/** @throws {ParquetDamage} where `holds` is false */
export function mustHold(holds: boolean, why: string): asserts holds {
  if (!holds) throw new ParquetDamage(why);
}
