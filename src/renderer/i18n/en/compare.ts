import type { Catalogue } from '../catalogue.ts';

export const compare = {} as const satisfies Catalogue;
