import type { Catalogue } from '../catalogue.ts';

export const schema = {} as const satisfies Catalogue;
