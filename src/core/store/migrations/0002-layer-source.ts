import type { Migration } from '../migration.ts';

/** Whether a layer beside the gold is a person's or a model's: exports keep the two apart. */
export const layerSourceMigration: Migration = {
  version: 2,
  name: '0002-layer-source',
  sql: `ALTER TABLE pre_annotation ADD COLUMN source TEXT NOT NULL DEFAULT 'model' CHECK (source IN ('person', 'model'));`,
};
