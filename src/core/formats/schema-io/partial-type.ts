import type { EntityType } from '#shared/domain/entity-type.ts';

/** What a schema file may say about a type; the rest takes its defaults. */
export type PartialType = Pick<EntityType, 'name'> & Partial<EntityType>;
